package io.airloom.vwifi;

/// What the vwifi way in counts.
public enum VwifiCounter {
    /// Frames that clients and spies sent.
    FRAMES("frames from vwifi's clients"),
    /// Frames that went to them.
    RECEPTIONS("frames to vwifi's clients"),
    /// Messages that are not frames; vwifi-server hands them on, nobody needs them.
    IGNORED_MESSAGES("messages that are not frames"),
    /// Messages with something wrong inside; nobody hears them.
    BAD_MESSAGES("malformed messages"),
    /// Frames that a client did not take in time.
    DROPPED_STALLED("client does not keep up"),
    /// Frames longer than a client's version takes.
    DROPPED_TOO_LONG("longer than the client's version takes"),
    /// Connections that ended because of what came over them.
    VIOLATIONS("connections that broke the protocol"),
    /// Connections for which there was no room.
    REFUSED("connections refused"),
    /// Clients that came with the number of another one.
    COLLISIONS("clients with the CID of another"),
    /// Orders that were carried out.
    ORDERS("control orders"),
    /// Orders that do not exist, or did not come whole in time.
    BAD_ORDERS("control orders that made no sense");

    private final String text;

    VwifiCounter(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
