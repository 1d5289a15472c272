package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.machine.ExecOutput.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Goal: what a guest writes reaches a file as it is, and a terminal harmless, wherever it is cut.
class ShownOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ShownOutput shown(boolean outIsTerminal) {
        return shown(out, outIsTerminal);
    }

    private ShownOutput shown(OutputStream stream, boolean outIsTerminal) {
        return new ShownOutput(
                new Terminal(
                        new PrintStream(stream, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        outIsTerminal,
                        false,
                        80,
                        false));
    }

    @Test
    void aFileGetsEachOctetAndEachOutputItsOwn() {
        long seed = new Random().nextLong();
        byte[] octets = new byte[10_000];
        new Random(seed).nextBytes(octets);
        ShownOutput shown = shown(false);
        shown.write(Source.STDOUT, octets);
        shown.write(Source.STDERR, new byte[] {27, '[', 'm'});
        shown.end();
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(octets);
        assertThat(err.toByteArray()).containsExactly(27, '[', 'm');
    }

    @Test
    void aTerminalGetsTheSameHarmlessTextHoweverItIsCut() {
        String text = "ü€😀\r\nred \u001b[31m\ttab\rback\n\u202eright";
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= octets.length; cut++) {
            out.reset();
            ShownOutput shown = shown(true);
            shown.write(Source.STDOUT, Arrays.copyOf(octets, cut));
            shown.write(Source.STDOUT, Arrays.copyOfRange(octets, cut, octets.length));
            shown.end();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as("cut at %d", cut)
                    .isEqualTo("ü€😀\nred \\x1b[31m\ttab\\rback\n\\u202eright");
        }
    }

    @Test
    void halfACharacterAtTheEndIsShownAsOneThatIsNone() {
        ShownOutput shown = shown(true);
        shown.write(Source.STDOUT, new byte[] {'a', (byte) 0xe2, (byte) 0x82});
        shown.end();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\ufffd");
    }

    @Test
    void whatIsLeftOutIsSaid() {
        ShownOutput shown = shown(false);
        shown.leftOut(Source.STDOUT, 1234);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("airloom: 1234 more octets of its output were left out\n");
    }

    @Test
    void aReaderThatHasGoneIsTold() {
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        ShownOutput shown = shown(closed, false);
        assertThatThrownBy(() -> shown.write(Source.STDOUT, new byte[] {'x'}))
                .isInstanceOf(UncheckedIOException.class);
    }
}
