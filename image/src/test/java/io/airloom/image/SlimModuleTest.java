package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlimModuleTest {
    /// The second one is needed to load a module that has it.
    private static final List<String> NAMES = List.of("", ".BTF_ids", ".BTF", ".bss", ".shstrtab");

    /// A module with a section of each of these names: 100 octets each, all of its number.
    private static byte[] module() {
        String names = String.join("\0", NAMES) + "\0";
        ByteBuffer out = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
        out.put("\177ELF\002\001".getBytes(StandardCharsets.ISO_8859_1));
        out.putLong(40, 1024).putShort(60, (short) NAMES.size());
        out.putShort(62, (short) (NAMES.size() - 1));
        for (int i = 1; i < NAMES.size(); i++) {
            int header = 1024 + 64 * i;
            out.putInt(header, names.indexOf("\0" + NAMES.get(i) + "\0") + 1);
            out.putInt(header + 4, NAMES.get(i).equals(".bss") ? 8 : 1);
            out.putLong(header + 24, 100L * i).putLong(header + 32, 100).putLong(header + 48, 16);
            for (int k = 0; k < 100; k++) {
                out.put(100 * i + k, (byte) i);
            }
        }
        out.put(400, names.getBytes(StandardCharsets.US_ASCII));
        out.put(1500, "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII));
        return out.array();
    }

    @Test
    void dropsWhatOnlyDebuggersNeedAndKeepsTheNumbersOfTheRest() {
        byte[] slim = SlimModule.of(module());
        ByteBuffer data = ByteBuffer.wrap(slim).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) data.getLong(40);
        assertThat(slim.length).isEqualTo(table + NAMES.size() * 64).isLessThan(700);
        assertThat(data.getInt(table + 2 * 64 + 4)).isZero();
        int ids = (int) data.getLong(table + 64 + 24);
        assertThat(ids % 16).isZero();
        assertThat(slim[ids + 99]).isEqualTo((byte) 1);
        int names = (int) data.getLong(table + 4 * 64 + 24);
        assertThat(new String(slim, names, 30, StandardCharsets.US_ASCII)).contains(".shstrtab");
        assertThat(new String(slim, StandardCharsets.ISO_8859_1)).doesNotContain("signature");
        assertThat(SlimModule.of(slim)).isEqualTo(slim);
    }

    @Test
    void leavesWhatItDoesNotUnderstand() {
        byte[] text = "no module".getBytes(StandardCharsets.US_ASCII);
        assertThat(SlimModule.of(text)).isSameAs(text);
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] broken = module();
            for (int i = 0; i < 3; i++) {
                broken[6 + random.nextInt(1400)] = (byte) random.nextInt();
            }
            assertThat(SlimModule.of(broken)).as("seed " + seed).isNotEmpty();
        }
    }
}
