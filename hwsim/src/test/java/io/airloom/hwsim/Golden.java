package io.airloom.hwsim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What real guests sent: the lines `tx …` of the transcripts in `golden/`.
record Golden(String file, int command, int frameControl, String hex) {
    private static final List<String> FILES =
            List.of("qemu11-pc-6.1-wpa2.log", "qemu11-microvm-6.1-wpa2.log", "uml-6.12-wpa2.log");
    private static final Pattern LINE =
            Pattern.compile("tx vm\\d+ cmd=(\\d+) fc=0x([0-9a-f]+) desc_len=\\d+ msg=([0-9a-f]+)");

    static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        for (String file : FILES) {
            InputStream stream = Golden.class.getResourceAsStream("golden/" + file);
            try (BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Objects.requireNonNull(stream), StandardCharsets.UTF_8))) {
                for (String line; (line = reader.readLine()) != null; ) {
                    Matcher matcher = LINE.matcher(line);
                    if (matcher.matches()) {
                        all.add(
                                new Golden(
                                        file,
                                        Integer.parseInt(matcher.group(1)),
                                        Integer.parseUnsignedInt(matcher.group(2), 16),
                                        matcher.group(3)));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(file, e);
            }
        }
        return all;
    }

    byte[] message() {
        return HexFormat.of().parseHex(hex);
    }

    /// Did the guest align its 64-bit numbers?
    boolean aligned() {
        return file.startsWith("uml");
    }

    MemorySegment segment() {
        return segmentOf(message());
    }

    /// Native memory of exactly these octets, so that a read beyond them throws.
    static MemorySegment segmentOf(byte[] octets) {
        MemorySegment segment = Arena.ofAuto().allocate(octets.length);
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, 0, octets.length);
        return segment;
    }

    static byte[] octetsOf(MemorySegment segment, long offset, int length) {
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public String toString() {
        return "%s: command %d, frame control %04x, %d octets"
                .formatted(file, command, frameControl, hex.length() / 2);
    }
}
