package io.airloom.netlink;

/// What is counted for each namespace, besides what its [io.airloom.guest.Guest] counts.
public enum NetlinkCounter {
    /// Times that messages were handed to the kernel, several at once.
    SENDS("sends"),
    /// Messages that the kernel did not take since the radio had no use for them: it is switched
    /// off, on another channel, or gone, or the transmission was given up.
    NOT_WANTED("messages not wanted"),
    /// Messages that the kernel did not take for another reason.
    NOT_TAKEN("messages not taken"),
    /// Times that the kernel had more to say than there was room for, and dropped frames.
    OVERRUNS("overruns"),
    /// Messages that did not come from the kernel.
    FORGED("forged messages"),
    /// Octets that are no message, and messages that are not of the radios' family.
    STRANGE("strange messages"),
    /// Times that the kernel had no memory for what was sent, and it was sent again.
    SENT_AGAIN("sends again"),
    /// Times that the medium's place had been lost, and was taken again.
    REGAINED("times the place was lost");

    private final String text;

    NetlinkCounter(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
