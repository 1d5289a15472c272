package io.airloom.proxy;

import org.jspecify.annotations.Nullable;

/// What a message is.
public enum Operation {
    /// The answer to a request that was none. Host to guest.
    INVALID(0),
    /// Host to guest: [ConnectRequest] and its kind ask, the answers are one greater.
    SCAN_REQUEST(1),
    /// The answer to a scan; also a notification of what a scan has found since.
    SCAN_RESPONSE(2),
    CONNECT_REQUEST(3),
    CONNECT_RESPONSE(4),
    DISCONNECT_REQUEST(5),
    DISCONNECT_RESPONSE(6),
    /// The guest's connection has ended.
    DISCONNECTED(7),
    /// How strong the guest's network is.
    SIGNAL(8);

    private static final Operation[] ALL = values();

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    /// Its number on the wire, 0 to 8.
    public int code() {
        return code;
    }

    /// The operation with a number, 0 to 255; null if there is none.
    public static @Nullable Operation of(int code) {
        return code < ALL.length ? ALL[code] : null;
    }
}
