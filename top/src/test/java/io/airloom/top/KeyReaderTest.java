package io.airloom.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import org.jline.utils.NonBlocking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: terminals' sequences become keys, and what is no sequence loses no more than itself.
class KeyReaderTest {
    private static final long SECONDS = 5_000;

    @ParameterizedTest
    @CsvSource({
        "[A, UP",
        "OB, DOWN",
        "[C, RIGHT",
        "[D, LEFT",
        "[5~, PAGE_UP",
        "[6~, PAGE_DOWN",
        "[1~, HOME",
        "OF, END",
        "[1;5A, UNKNOWN",
        "[99999999999999999~, UNKNOWN",
    })
    void escapesAreKeys(String sequence, Key.Named key) throws IOException {
        assertThat(reader("\u001b" + sequence).next(SECONDS)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "/", "ä", "無", "😀"})
    void lettersAreThemselves(String letter) throws IOException {
        assertThat(reader(letter).next(SECONDS)).isEqualTo(new Key.Typed(letter.codePointAt(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "'\r', ENTER",
        "'\u007f', BACKSPACE",
        "'\u0003', QUIT",
        "'\u0015', CLEAR",
        "'', QUIT",
        "'\u001a', UNKNOWN"
    })
    void controlsAreKeys(String typed, Key.Named key) throws IOException {
        assertThat(reader(typed).next(SECONDS)).isEqualTo(key);
    }

    @Test
    void keysComeOneAfterTheOther() throws IOException {
        KeyReader keys = reader("s\u001b[Aq");
        assertThat(keys.next(SECONDS)).isEqualTo(new Key.Typed('s'));
        assertThat(keys.next(SECONDS)).isEqualTo(Key.Named.UP);
        assertThat(keys.next(SECONDS)).isEqualTo(new Key.Typed('q'));
    }

    private static KeyReader reader(String typed) {
        return new KeyReader(NonBlocking.nonBlocking("test", new StringReader(typed)));
    }
}
