package io.airloom.top;

import io.airloom.capture.AirFrame;

/// A frame, and what is said of it in a line.
///
/// @param text of its kind, for whom, and what matters in it
/// @param bad is it malformed?
record Seen(AirFrame frame, String text, boolean bad) {
    /// The first octet of frame control (§9.2.4.1): version 0, management, subtype 8.
    private static final int BEACON = 0x80;

    /// Is it a beacon?
    boolean isBeacon() {
        byte[] octets = frame.octets();
        return octets.length > 0 && (octets[0] & 0xff) == BEACON;
    }

    /// What became of it; empty for frames that nobody acknowledges.
    String fate() {
        if (frame.drops() > 0) {
            return "dropped by " + frame.drops();
        }
        if (frame.isLost()) {
            return frame.tries() > 1 ? "lost, " + frame.tries() + " tries" : "lost";
        }
        if (!frame.acknowledged()) {
            return "";
        }
        return frame.tries() > 1 ? "acked, try " + frame.tries() : "acked";
    }

    /// What went wrong with it, in a word; empty if nothing did.
    String trouble() {
        return frame.drops() > 0 ? "dropped" : frame.isLost() ? "lost" : "";
    }

    /// Whether it reached whom it should.
    boolean wentWell() {
        return frame.drops() == 0 && !frame.isLost();
    }
}
