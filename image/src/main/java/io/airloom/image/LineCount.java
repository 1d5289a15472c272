package io.airloom.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Counts the lines of a growing file that begin with a word, reading each byte once.
public final class LineCount {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final byte[] beginning;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long position;

    /// How much of the beginning the current line has shown; -1 when it begins otherwise.
    private int matched;

    private int count;

    /// @param beginning may be empty, which counts all lines
    LineCount(Path file, String beginning) {
        this.file = file;
        this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
    }

    /// How many whole lines there are by now.
    int count() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = channel.read(buffer.clear(), position);
            while (read > 0) {
                position += read;
                buffer.flip();
                while (buffer.hasRemaining()) {
                    take(buffer.get());
                }
                read = channel.read(buffer.clear(), position);
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(byte b) {
        if (b == '\n') {
            count += matched == beginning.length ? 1 : 0;
            matched = 0;
        } else if (matched >= 0 && matched < beginning.length) {
            matched = b == beginning[matched] ? matched + 1 : -1;
        }
    }
}
