package io.airloom.proxy;

/// What the host says to a request.
public sealed interface Answer
        permits Answer.Invalid, Answer.Connected, Answer.Disconnected, ScanResults {
    /// To what was no request, and to what cannot be done at all.
    record Invalid() implements Answer {}

    /// What became of a CONNECT.
    ///
    /// @param status IEEE 802.11-2020 table 9-50, 0 to 65535: 0 is success
    /// @param bssid the access point that was joined: one that this guest was told of with this
    ///   SSID in the last 30 seconds, or its kernel does not believe it
    /// @param session the number of this connection
    record Connected(int status, long bssid, long session) implements Answer {
        /// @throws IllegalArgumentException if a number is out of its range
        public Connected {
            if (status >>> 16 != 0 || bssid >>> 48 != 0) {
                throw new IllegalArgumentException("status=" + status + " bssid=" + bssid);
            }
        }

        /// Whether the guest is connected now.
        public boolean isSuccess() {
            return status == 0;
        }
    }

    /// To a DISCONNECT, which cannot fail.
    record Disconnected() implements Answer {}
}
