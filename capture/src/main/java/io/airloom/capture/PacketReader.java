package io.airloom.capture;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Reads packets from a capture file, pcapng or classic pcap, in either byte order.
///
/// Total and bounded: a file may hold anything. What cannot be read ends the reading, and {@link
/// #problem()} says what and where; memory stays below a fixed limit.
///
/// One thread.
public interface PacketReader extends AutoCloseable {
    /// Octets of the largest block or packet that is read.
    int MAX_LENGTH = 1 << 24;

    /// The next packet, or null at the end, or at what cannot be read.
    ///
    /// @throws IOException if the file itself cannot be read
    @Nullable Packet next() throws IOException;

    /// What is wrong with the file, such as `cut short at octet 1234`; null if nothing is so far.
    @Nullable String problem();

    @Override
    void close() throws IOException;

    /// Opens a file, `-` for standard input.
    ///
    /// @throws IOException if it cannot be opened or read
    static PacketReader open(Path file) throws IOException {
        return of(
                file.toString().equals(CaptureSink.STANDARD_OUTPUT)
                        ? Channels.newChannel(System.in)
                        : FileChannel.open(file, StandardOpenOption.READ));
    }

    /// Reads from a channel, which is then owned by the reader; closed if this fails.
    static PacketReader of(ReadableByteChannel channel) throws IOException {
        BoundedInput input = new BoundedInput(channel);
        try {
            if (!input.fill(4)) {
                return new Unreadable(
                        input, input.available() == 0 ? "empty" : "cut short at octet 0");
            }
            int magic = input.peek32LittleEndian();
            if (magic == Pcapng.SECTION_HEADER) {
                return new PcapngReader(input);
            }
            PcapReader classic = PcapReader.of(input, magic);
            return classic != null
                    ? classic
                    : new Unreadable(
                            input,
                            "neither pcapng nor pcap (starts with %08x)"
                                    .formatted(Integer.reverseBytes(magic)));
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }

    /// A file that starts like no capture.
    final class Unreadable implements PacketReader {
        private final BoundedInput input;
        private final String problem;

        Unreadable(BoundedInput input, String problem) {
            this.input = input;
            this.problem = problem;
        }

        @Override
        public @Nullable Packet next() {
            return null;
        }

        @Override
        public String problem() {
            return problem;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
