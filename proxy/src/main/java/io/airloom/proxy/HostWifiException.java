package io.airloom.proxy;

/// The host's Wi-Fi cannot do what it was asked for. The message says what and why, for people, and
/// never a key.
public final class HostWifiException extends Exception {
    private static final long serialVersionUID = 1;

    /// IEEE 802.11-2020 table 9-50: for no reason that has a number.
    public static final int UNSPECIFIED = 1;

    /// Table 9-50: a key did not fit.
    public static final int WRONG_KEY = 15;

    /// Table 9-50: no answer in time.
    public static final int TIMEOUT = 16;

    private final int status;

    /// Without a cause that is of use.
    ///
    /// @param status table 9-50, 1 to 65535: what a guest is answered
    public HostWifiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// With what led to it.
    ///
    /// @param status table 9-50, 1 to 65535: what a guest is answered
    public HostWifiException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// Table 9-50, 1 to 65535.
    public int status() {
        return status;
    }
}
