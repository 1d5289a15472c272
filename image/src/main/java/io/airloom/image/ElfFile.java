package io.airloom.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the loader reads of a program or library before it runs it (System V ABI, chapters 4 and
/// 5), so that nothing has to be run to know it: a program of another processor cannot be.
///
/// @param machine `e_machine`: the processor
/// @param bits 32 or 64
/// @param interpreter the loader that it names; null for a library or a static program
/// @param needed the libraries that it names, in their order
/// @param searchPath where it wants them looked for first (`DT_RUNPATH`, or the older `DT_RPATH`);
///   `$ORIGIN` is the folder that it is in
record ElfFile(
        int machine,
        int bits,
        @Nullable String interpreter,
        List<String> needed,
        List<String> searchPath) {
    private static final int PROGRAM_LOAD = 1;
    private static final int PROGRAM_DYNAMIC = 2;
    private static final int PROGRAM_INTERPRETER = 3;
    private static final int TAG_NEEDED = 1;
    private static final int TAG_STRINGS = 5;
    private static final int TAG_RPATH = 15;
    private static final int TAG_RUNPATH = 29;
    private static final int LITTLE_ENDIAN = 1;
    private static final int MAX_STRING = 4096;

    /// A part of the file that is loaded.
    private record Segment(int type, long offset, long address, long length) {}

    ElfFile {
        needed = List.copyOf(needed);
        searchPath = List.copyOf(searchPath);
    }

    /// Reads a file.
    ///
    /// @return null if it is no ELF file
    /// @throws IOException if it is a broken one
    static @Nullable ElfFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            if (length > Integer.MAX_VALUE) {
                return null;
            }
            ByteBuffer data = ByteBuffer.allocate((int) length);
            while (data.hasRemaining() && channel.read(data) >= 0) {}
            return parse(data.flip(), file.toString());
        }
    }

    /// Reads a file's octets.
    ///
    /// @param name the file's, for messages
    static @Nullable ElfFile parse(ByteBuffer data, String name) throws IOException {
        if (data.limit() < 52 || data.order(ByteOrder.BIG_ENDIAN).getInt(0) != 0x7f454c46) {
            return null;
        }
        if (data.get(5) != LITTLE_ENDIAN) {
            throw new IOException(name + " is for a processor of the other byte order");
        }
        try {
            return new Reader(data.order(ByteOrder.LITTLE_ENDIAN), data.get(4) == 2).file();
        } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException e) {
            throw new IOException(name + " is a broken ELF file", e);
        }
    }

    private static final class Reader {
        private final ByteBuffer data;
        private final boolean wide;
        private final List<Segment> segments = new ArrayList<>();

        Reader(ByteBuffer data, boolean wide) {
            this.data = data;
            this.wide = wide;
        }

        private long word(int at) {
            return wide ? data.getLong(at) : Integer.toUnsignedLong(data.getInt(at));
        }

        ElfFile file() {
            int headers = Math.toIntExact(word(wide ? 32 : 28));
            int size = Short.toUnsignedInt(data.getShort(wide ? 54 : 42));
            int count = Short.toUnsignedInt(data.getShort(wide ? 56 : 44));
            for (int i = 0; i < count; i++) {
                int at = Math.addExact(headers, Math.multiplyExact(i, size));
                segments.add(
                        new Segment(
                                data.getInt(at),
                                word(at + (wide ? 8 : 4)),
                                word(at + (wide ? 16 : 8)),
                                word(at + (wide ? 32 : 16))));
            }
            String interpreter = null;
            List<String> needed = new ArrayList<>();
            List<String> path = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment.type() == PROGRAM_INTERPRETER) {
                    interpreter = string(segment.offset());
                } else if (segment.type() == PROGRAM_DYNAMIC) {
                    dynamic(segment, needed, path);
                }
            }
            int machine = Short.toUnsignedInt(data.getShort(18));
            return new ElfFile(machine, wide ? 64 : 32, interpreter, needed, path);
        }

        private void dynamic(Segment segment, List<String> needed, List<String> path) {
            int entry = wide ? 16 : 8;
            long strings = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (long done = 0; done + entry <= segment.length(); done += entry) {
                    int at = Math.toIntExact(segment.offset() + done);
                    long tag = word(at);
                    long value = word(at + entry / 2);
                    if (tag == 0) {
                        break;
                    }
                    if (pass == 0 && tag == TAG_STRINGS) {
                        strings = offset(value);
                    } else if (pass == 1 && tag == TAG_NEEDED) {
                        needed.add(string(Math.addExact(strings, value)));
                    } else if (pass == 1 && (tag == TAG_RUNPATH || tag == TAG_RPATH)) {
                        path.addAll(List.of(string(Math.addExact(strings, value)).split(":", -1)));
                    }
                }
            }
        }

        /// Where in the file an address is.
        private long offset(long address) {
            for (Segment segment : segments) {
                if (segment.type() == PROGRAM_LOAD
                        && address >= segment.address()
                        && address - segment.address() < segment.length()) {
                    return segment.offset() + (address - segment.address());
                }
            }
            throw new IndexOutOfBoundsException();
        }

        private String string(long offset) {
            int start = Math.toIntExact(offset);
            int end = start;
            while (data.get(end) != 0) {
                if (++end - start > MAX_STRING) {
                    throw new IndexOutOfBoundsException();
                }
            }
            byte[] text = new byte[end - start];
            data.get(start, text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }
}
