package io.airloom.top;

import io.airloom.ieee80211.EapolKey;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What is in the body of a frame that carries a message of a key handshake (IEEE 802.11-2020
/// §12.7.2), for people who look at how keys are agreed upon.
final class KeyFields {
    private static final int[] LLC_EAPOL = {0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e};
    private static final int EAPOL_HEADER = 4;
    private static final int RC4_DESCRIPTOR = 1;
    private static final int NONCE = 13;
    private static final int NONCE_LENGTH = 32;
    private static final int MIC = 77;
    private static final int LENGTH_FIELD = 2;

    /// Bits of the key information from bit 6 on.
    private static final List<String> FLAGS =
            List.of("install", "ack", "MIC", "secure", "error", "request", "encrypted data");

    private static final int FIRST_FLAG = 6;

    private KeyFields() {}

    /// Tells each field of such a body, or nothing if it is none.
    ///
    /// @param at where the body begins, with LLC, SNAP and EAPOL's own header
    /// @param field is told labels and values
    static void tell(MemorySegment frame, long at, int length, BiConsumer<String, String> field) {
        int before = LLC_EAPOL.length + EAPOL_HEADER;
        EapolKey key =
                length >= before && isEapol(frame, at)
                        ? EapolKey.parse(frame, at + before, length - before)
                        : null;
        if (key == null) {
            return;
        }
        field.accept("Message", key.message().text());
        if (key.descriptor() != RC4_DESCRIPTOR) {
            long body = at + before;
            field.accept("Key information", information(frame, body + 1));
            field.accept("Replay counter", Long.toUnsignedString(key.replayCounter()));
            field.accept("Nonce", octets(frame, body + NONCE, NONCE_LENGTH));
            int mic = length - before - MIC - LENGTH_FIELD - key.keyDataLength();
            field.accept("MIC", octets(frame, body + MIC, mic));
        }
        field.accept(
                "Key data",
                key.keyDataLength() + " bytes" + (key.encrypted() ? ", encrypted" : ""));
    }

    private static boolean isEapol(MemorySegment frame, long at) {
        for (int i = 0; i < LLC_EAPOL.length; i++) {
            if (u8(frame, at + i) != LLC_EAPOL[i]) {
                return false;
            }
        }
        return true;
    }

    private static String information(MemorySegment frame, long at) {
        int bits = u8(frame, at) << 8 | u8(frame, at + 1);
        List<String> words = new ArrayList<>();
        words.add((bits & (1 << 3)) == 0 ? "group" : "pairwise");
        for (int i = 0; i < FLAGS.size(); i++) {
            if ((bits & (1 << (FIRST_FLAG + i))) != 0) {
                words.add(FLAGS.get(i));
            }
        }
        return "0x%04x  %s".formatted(bits, String.join(", ", words));
    }

    /// Hexadecimal; `none` if all are zero, or there are none.
    private static String octets(MemorySegment frame, long at, int count) {
        boolean isNone = LongStream.range(at, at + count).allMatch(i -> u8(frame, i) == 0);
        return isNone
                ? "none"
                : LongStream.range(at, at + count)
                        .mapToObj(i -> "%02x".formatted(u8(frame, i)))
                        .collect(Collectors.joining());
    }

    private static int u8(MemorySegment frame, long at) {
        return frame.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }
}
