package io.airloom.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Reads what a host sends, as whole as it should be.
final class MessageReader {
    private MessageReader() {}

    /// The host broke a rule: the message says which.
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    /// The body that a header tells of.
    ///
    /// @param perCall for each call that receives
    static byte[] body(GuestStream stream, Header header, Duration perCall) throws IOException {
        if (header.bodyLength() > AnswerCodec.MAX_BODY_LENGTH) {
            throw new Broken("a body of %d octets".formatted(header.bodyLength()));
        }
        return read(stream, (int) header.bodyLength(), perCall);
    }

    /// So many octets.
    ///
    /// @param perCall for each call that receives
    /// @throws Broken if the host stops within them: a driver takes zeros for the rest
    /// @throws SocketTimeoutException if the first of them does not come in time
    static byte[] read(GuestStream stream, int length, Duration perCall) throws IOException {
        byte[] octets = new byte[length];
        int done = 0;
        while (done < length) {
            int n;
            try {
                n = stream.read(octets, done, length - done, perCall);
            } catch (SocketTimeoutException e) {
                if (done == 0) {
                    throw e;
                }
                throw new Broken("stops after %d of %d octets".formatted(done, length));
            }
            if (n < 0) {
                throw new Broken("ends after %d of %d octets".formatted(done, length));
            }
            done += n;
        }
        return octets;
    }
}
