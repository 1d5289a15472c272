package io.airloom.top;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/// Makes keys of the characters that a raw terminal sends: most keys without a letter are several
/// characters, of which the first is escape.
final class KeyReader {
    private static final int ESCAPE = 27;
    private static final int CONTROL_C = 3;
    private static final int CONTROL_D = 4;
    private static final int CONTROL_U = 21;
    private static final int DELETE = 127;

    /// The rest of a key comes at once; after a person's own escape nothing does.
    private static final long REST_MILLIS = 40;

    /// Characters of the longest sequence that is read to its end.
    private static final int MAX_SEQUENCE = 16;

    private final NonBlockingReader reader;

    KeyReader(NonBlockingReader reader) {
        this.reader = reader;
    }

    /// The next key; null if none came in time.
    @Nullable Key next(long patienceMillis) throws IOException {
        int c = reader.read(patienceMillis);
        return switch (c) {
            case NonBlockingReader.READ_EXPIRED -> null;
            case NonBlockingReader.EOF, CONTROL_C, CONTROL_D -> Key.Named.QUIT;
            case '\r', '\n' -> Key.Named.ENTER;
            case '\b', DELETE -> Key.Named.BACKSPACE;
            case CONTROL_U -> Key.Named.CLEAR;
            case ESCAPE -> escape();
            default -> c < ' ' ? Key.Named.UNKNOWN : new Key.Typed(letter(c));
        };
    }

    private int letter(int first) throws IOException {
        if (!Character.isHighSurrogate((char) first)) {
            return first;
        }
        int second = reader.read(REST_MILLIS);
        return second >= 0 && Character.isLowSurrogate((char) second)
                ? Character.toCodePoint((char) first, (char) second)
                : '?';
    }

    private Key escape() throws IOException {
        int c = reader.read(REST_MILLIS);
        if (c != '[' && c != 'O') {
            return c < 0 ? Key.Named.ESCAPE : Key.Named.UNKNOWN;
        }
        StringBuilder sequence = new StringBuilder();
        while (sequence.length() < MAX_SEQUENCE) {
            c = reader.read(REST_MILLIS);
            if (c < 0) {
                break;
            }
            sequence.append((char) c);
            if (c >= '@') {
                break;
            }
        }
        return switch (sequence.toString()) {
            case "A" -> Key.Named.UP;
            case "B" -> Key.Named.DOWN;
            case "C" -> Key.Named.RIGHT;
            case "D" -> Key.Named.LEFT;
            case "H", "1~", "7~" -> Key.Named.HOME;
            case "F", "4~", "8~" -> Key.Named.END;
            case "5~" -> Key.Named.PAGE_UP;
            case "6~" -> Key.Named.PAGE_DOWN;
            default -> Key.Named.UNKNOWN;
        };
    }
}
