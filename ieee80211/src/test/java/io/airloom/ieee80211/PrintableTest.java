package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void keepsWhatIsVisible() {
        assertThat(show("lab 5 GHz!")).isEqualTo("lab 5 GHz!");
        assertThat(show("Grüße, カフェ, 🍕")).isEqualTo("Grüße, カフェ, 🍕");
        assertThat(show("हिन्दी")).isEqualTo("हिन्दी");
    }

    @Test
    void escapesWhatMovesCursorsOrHides() {
        assertThat(show("\u001b[2J")).isEqualTo("\\x1b[2J");
        assertThat(show("a\r\nb\0")).isEqualTo("a\\x0d\\x0ab\\x00");
        assertThat(show("\u202egnp.exe")).isEqualTo("\\xe2\\x80\\xaegnp.exe");
        assertThat(show("a\u200bb")).isEqualTo("a\\xe2\\x80\\x8bb");
        assertThat(show("a\u00a0b")).isEqualTo("a\\xc2\\xa0b");
        assertThat(show("\u009b31m")).isEqualTo("\\xc2\\x9b31m");
        assertThat(show("\ue000")).isEqualTo("\\xee\\x80\\x80");
    }

    @Test
    void escapesItsOwnEscapes() {
        assertThat(show("say \"hi\" \\x41")).isEqualTo("say \\\"hi\\\" \\\\x41");
        assertThat(Printable.quoted(Frames.segment(new byte[] {'a'}), 0, 1)).isEqualTo("\"a\"");
    }

    @Test
    void allowsTwoCombiningMarksAndNoMore() {
        assertThat(show("a\u0301\u0302\u0303")).isEqualTo("a\u0301\u0302\\xcc\\x83");
        assertThat(show("\u0301a")).as("nothing to combine with").isEqualTo("\\xcc\\x81a");
    }

    @Test
    void writesOctetsThatAreNoUtf8AsOctets() {
        assertThat(octets("c0 80")).isEqualTo("\\xc0\\x80");
        assertThat(octets("e0 80 80")).as("overlong").isEqualTo("\\xe0\\x80\\x80");
        assertThat(octets("ed a0 80")).as("surrogate").isEqualTo("\\xed\\xa0\\x80");
        assertThat(octets("f4 90 80 80")).as("too large").isEqualTo("\\xf4\\x90\\x80\\x80");
        assertThat(octets("41 e3 82")).as("cut").isEqualTo("A\\xe3\\x82");
        assertThat(octets("ff 42")).isEqualTo("\\xffB");
    }

    @Test
    void theFirstAndLastOfEachLengthAreWhatTheyAre() {
        // Visible ones nearest to the limits of one, two, three and four octets.
        assertThat(octets("7e")).isEqualTo("~");
        assertThat(octets("7f")).isEqualTo("\\x7f");
        assertThat(octets("c2a1")).isEqualTo("¡");
        assertThat(octets("dfba")).isEqualTo("\u07fa");
        assertThat(octets("e0a080")).isEqualTo("\u0800");
        assertThat(octets("efbfbd")).isEqualTo("\ufffd");
        assertThat(octets("f0908080")).isEqualTo("\ud800\udc00");
        assertThat(octets("ed9fbb")).as("before the surrogates").isEqualTo("\ud7fb");
        assertThat(octets("ee8080")).as("after them, private").isEqualTo("\\xee\\x80\\x80");
        assertThat(octets("edbfbf")).as("the last surrogate").isEqualTo("\\xed\\xbf\\xbf");
        assertThat(octets("f09f8d9541")).isEqualTo("🍕A");
        assertThat(octets("f09f8d")).as("cut").isEqualTo("\\xf0\\x9f\\x8d");
        assertThat(octets("e38241")).as("a letter within").isEqualTo("\\xe3\\x82A");
        assertThat(octets("c341")).isEqualTo("\\xc3A");
        assertThat(octets("f5808080")).isEqualTo("\\xf5\\x80\\x80\\x80");
    }

    @Test
    void agreesWithTheJdkOnWhatIsUtf8() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String text =
                    random.ints(4, 'A', 0x3000)
                            .collect(
                                    StringBuilder::new,
                                    (builder, c) -> {
                                        if (Character.isLetter(c)) {
                                            builder.appendCodePoint(c);
                                        }
                                    },
                                    StringBuilder::append)
                            .toString();
            assertThat(show(text)).as("seed %d", seed).isEqualTo(text);
        }
    }

    private static String show(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Printable.text(text))
                .isEqualTo(Printable.text(Frames.segment(octets), 0, octets.length));
        return Printable.text(text);
    }

    private static String octets(String hex) {
        byte[] octets = Frames.octets(hex);
        return Printable.text(Frames.segment(octets), 0, octets.length);
    }
}
