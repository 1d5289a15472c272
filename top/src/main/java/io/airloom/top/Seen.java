package io.airloom.top;

import io.airloom.capture.AirFrame;

/// A frame, and what is said of it in a line.
///
/// @param text of its kind, for whom, and what matters in it
/// @param bad is it malformed?
record Seen(AirFrame frame, String text, boolean bad) {
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

    /// Whether it reached whom it should.
    boolean wentWell() {
        return frame.drops() == 0 && !frame.isLost();
    }
}
