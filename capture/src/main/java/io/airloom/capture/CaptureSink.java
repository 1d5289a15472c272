package io.airloom.capture;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the octets of a capture go. One thread.
interface CaptureSink extends AutoCloseable {
    /// The name that stands for standard output.
    String STANDARD_OUTPUT = "-";

    /// Writes some octets, at least one.
    void write(ByteBuffer octets) throws IOException;

    /// Forgets everything after this many octets, where that is possible.
    void truncate(long length) throws IOException;

    @Override
    void close() throws IOException;

    /// Opens a new or regular file (emptied if it exists), a FIFO, or `-` for standard output.
    ///
    /// Waits for a reader if it is a FIFO.
    ///
    /// @throws IOException if that is not possible, or if something else has this name already
    static CaptureSink open(Path file) throws IOException {
        if (file.toString().equals(STANDARD_OUTPUT)) {
            return of(new FileOutputStream(FileDescriptor.out).getChannel(), false);
        }
        if (isFifo(file)) {
            return of(FileChannel.open(file, StandardOpenOption.WRITE), false);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(), null, "is neither a regular file nor a FIFO");
        }
        return of(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING),
                true);
    }

    /// Would opening this wait for a reader?
    static boolean isFifo(Path file) throws IOException {
        int typeMask = 0170000;
        int fifo = 0010000;
        return Files.exists(file)
                && ((int) Files.getAttribute(file, "unix:mode") & typeMask) == fifo;
    }

    /// Writes to a channel.
    ///
    /// @param truncates is it a regular file?
    static CaptureSink of(FileChannel channel, boolean truncates) {
        return new CaptureSink() {
            @Override
            public void write(ByteBuffer octets) throws IOException {
                channel.write(octets);
            }

            @Override
            public void truncate(long length) throws IOException {
                if (truncates) {
                    channel.truncate(length);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /// Writes to a stream, which is flushed each time.
    static CaptureSink of(OutputStream stream) {
        return new CaptureSink() {
            @Override
            public void write(ByteBuffer octets) throws IOException {
                byte[] copy = new byte[octets.remaining()];
                octets.get(copy);
                stream.write(copy);
                stream.flush();
            }

            @Override
            public void truncate(long length) {
                // What a stream took it keeps.
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }
}
