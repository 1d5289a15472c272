package io.airloom.remote;

/// A part of the way of a frame from one guest's kernel to another's.
public enum Hop {
    /// In the sender's agent: from the time at which the kernel gave the frame until it was sent.
    CAPTURE_TO_SEND("capture to send"),
    /// From the sender's agent to the host, by the estimate of its clock.
    WIRE_UP("wire, to the host"),
    /// In the host: from the time at which the frame came until all were told.
    MEDIUM("medium"),
    /// From the host to the receiver's agent, by the estimate of its clock.
    WIRE_DOWN("wire, to the guest"),
    /// In the receiver's agent: from the time at which the frame came until the kernel had it.
    RECEIVE_TO_INJECT("receive to inject");

    private final String text;

    Hop(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
