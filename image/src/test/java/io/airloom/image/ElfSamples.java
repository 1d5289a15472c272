package io.airloom.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Small ELF files for tests: headers, a dynamic section and its texts, and nothing that runs.
final class ElfSamples {
    static final int ARM = 40;
    static final int ARM64 = 183;

    private static final int BASE = 0x10000;

    private final int bits;
    private final int machine;
    private final List<String> needed = new ArrayList<>();
    private @Nullable String interpreter;
    private @Nullable String runpath;

    ElfSamples(int bits, int machine) {
        this.bits = bits;
        this.machine = machine;
    }

    ElfSamples needs(String... libraries) {
        needed.addAll(List.of(libraries));
        return this;
    }

    ElfSamples interpreter(String path) {
        interpreter = path;
        return this;
    }

    ElfSamples runpath(String path) {
        runpath = path;
        return this;
    }

    static ElfFile parse(ElfSamples sample) throws IOException {
        return Objects.requireNonNull(ElfFile.parse(ByteBuffer.wrap(sample.octets()), "sample"));
    }

    byte[] octets() {
        boolean wide = bits == 64;
        ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1});
        out.putShort(18, (short) machine);
        int header = wide ? 64 : 52;
        int size = wide ? 56 : 32;
        int segments = interpreter == null ? 2 : 3;
        word(out, wide ? 32 : 28, header);
        out.putShort(wide ? 54 : 42, (short) size);
        out.putShort(wide ? 56 : 44, (short) segments);
        int dynamic = 1024;
        int strings = 2048;
        segment(out, header, 1, 0, BASE, 4096);
        segment(out, header + size, 2, dynamic, BASE + dynamic, 1024);
        int text = strings + 1;
        if (interpreter != null) {
            int at = text;
            text = string(out, text, interpreter);
            segment(out, header + 2 * size, 3, at, BASE + at, text - at);
        }
        int entry = dynamic;
        for (String library : needed) {
            entry = tag(out, entry, 1, text - strings);
            text = string(out, text, library);
        }
        if (runpath != null) {
            entry = tag(out, entry, 29, text - strings);
            text = string(out, text, runpath);
        }
        tag(out, entry, 5, BASE + strings);
        return out.array();
    }

    private static int string(ByteBuffer out, int at, String text) {
        out.put(at, text.getBytes(StandardCharsets.UTF_8));
        return at + text.length() + 1;
    }

    private int tag(ByteBuffer out, int at, int tag, int value) {
        int half = bits / 8;
        word(out, at, tag);
        word(out, at + half, value);
        return at + 2 * half;
    }

    private void segment(ByteBuffer out, int at, int type, int offset, int address, int length) {
        boolean wide = bits == 64;
        out.putInt(at, type);
        word(out, at + (wide ? 8 : 4), offset);
        word(out, at + (wide ? 16 : 8), address);
        word(out, at + (wide ? 32 : 16), length);
    }

    private void word(ByteBuffer out, int at, int value) {
        if (bits == 64) {
            out.putLong(at, value);
        } else {
            out.putInt(at, value);
        }
    }
}
