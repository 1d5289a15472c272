package io.airloom.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The stream of results, which remembers why they could not be written: a [PrintStream] only knows
/// that. Any thread may write.
final class Results extends PrintStream {
    /// What the kernel says when a reader has gone.
    private static final String READER_HAS_GONE = "Broken pipe";

    private final Written written;

    private Results(Written written) {
        super(new BufferedOutputStream(written), false, StandardCharsets.UTF_8);
        this.written = written;
    }

    static Results to(OutputStream out) {
        return new Results(new Written(out));
    }

    /// Writes what is still to be written.
    ///
    /// @return why some of it is lost; null if it is not, or its reader has had enough (`| head`)
    @Nullable IOException loss() {
        flush();
        IOException loss = written.failure;
        return loss == null || READER_HAS_GONE.equals(loss.getMessage()) ? null : loss;
    }

    /// Notes the first failure.
    private static final class Written extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        private Written(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            try {
                out.write(octets, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }
}
