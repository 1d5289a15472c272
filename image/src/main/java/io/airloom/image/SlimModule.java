package io.airloom.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Leaves out of a kernel module what only those need who debug or trace a kernel: a third of it.
///
/// What goes are whole sections: type information (BTF), and the tables by which a stack is unwound
/// with certainty (ORC; without them the kernel guesses). They become sections of no type, so that
/// all others keep their numbers, by which symbols name them. `.BTF_ids` stays, small as it is: a
/// module that registers functions for BPF (nf_conntrack) reads a flag there and refuses to load
/// without it. Behind the last section stands the signature of whoever built the module, which no
/// longer holds and goes, too.
final class SlimModule {
    private static final List<String> DROPPED =
            List.of(
                    ".BTF",
                    ".comment",
                    ".orc_header",
                    ".orc_unwind",
                    ".orc_unwind_ip",
                    ".rela.orc_unwind_ip");

    private static final int HEADER_OCTETS = 64;
    private static final int SECTION_OCTETS = 64;
    private static final int NO_BITS = 8;
    private static final int MAX_ALIGNMENT = 4096;

    private SlimModule() {}

    /// The module without them; as it is if it is none for a processor of 64 bits.
    static byte[] of(byte[] module) {
        if (module.length < HEADER_OCTETS
                || !new String(module, 0, 6, StandardCharsets.ISO_8859_1)
                        .equals("\177ELF\002\001")) {
            return module;
        }
        try {
            return new Sections(module).withoutDropped();
        } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException e) {
            // Broken in a way that the kernel will name.
            return module;
        }
    }

    private static final class Sections {
        private final ByteBuffer from;
        private final int table;
        private final int count;
        private final int names;

        Sections(byte[] module) {
            from = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
            table = Math.toIntExact(from.getLong(40));
            count = Short.toUnsignedInt(from.getShort(60));
            int nameSection = Short.toUnsignedInt(from.getShort(62));
            names = Math.toIntExact(from.getLong(header(nameSection) + 24));
        }

        private int header(int section) {
            return Math.addExact(table, section * SECTION_OCTETS);
        }

        private String name(int section) {
            int start = Math.addExact(names, from.getInt(header(section)));
            int end = start;
            while (from.get(end) != 0) {
                end++;
            }
            return new String(from.array(), start, end - start, StandardCharsets.ISO_8859_1);
        }

        byte[] withoutDropped() {
            ByteBuffer to = ByteBuffer.allocate(from.capacity() + (count + 1) * MAX_ALIGNMENT);
            to.order(ByteOrder.LITTLE_ENDIAN).put(from.array(), 0, HEADER_OCTETS);
            byte[] headers =
                    Arrays.copyOfRange(from.array(), table, table + count * SECTION_OCTETS);
            ByteBuffer out = ByteBuffer.wrap(headers).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 1; i < count; i++) {
                int at = i * SECTION_OCTETS;
                if (out.getInt(at + 4) == 0 || DROPPED.contains(name(i))) {
                    Arrays.fill(headers, at, at + SECTION_OCTETS, (byte) 0);
                    continue;
                }
                align(to, Math.clamp(out.getLong(at + 48), 1, MAX_ALIGNMENT));
                if (out.getInt(at + 4) != NO_BITS) {
                    int offset = Math.toIntExact(out.getLong(at + 24));
                    int length = Math.toIntExact(out.getLong(at + 32));
                    out.putLong(at + 24, to.position());
                    to.put(from.array(), offset, length);
                } else {
                    out.putLong(at + 24, to.position());
                }
            }
            align(to, 8);
            to.putLong(40, to.position());
            to.put(headers);
            return Arrays.copyOf(to.array(), to.position());
        }

        private static void align(ByteBuffer to, int alignment) {
            to.position(Math.ceilDiv(to.position(), alignment) * alignment);
        }
    }
}
