package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.medium.Position;
import java.math.BigDecimal;

/// Positions of nodes as people write them: `10,0` or `10,-5.5,2`, in metres.
public final class Positions {
    private Positions() {}

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none; the message says why
    public static Position parse(String text) {
        String[] numbers = text.split(",", -1);
        try {
            if (numbers.length == 2 || numbers.length == 3) {
                double height = numbers.length == 3 ? metres(numbers[2]) : 0;
                return new Position(metres(numbers[0]), metres(numbers[1]), height);
            }
        } catch (IllegalArgumentException e) {
            // Said below, whatever it is.
        }
        throw new IllegalArgumentException(
                "a position is two or three numbers of metres, at most a million, such as 10,0"
                        + " or 10,-5.5,2, not "
                        + Printable.quoted(text));
    }

    private static double metres(String text) {
        String number = text.strip();
        if (!number.matches("[+-]?\\d{1,7}(\\.\\d{1,6})?")) {
            throw new IllegalArgumentException(number);
        }
        return Double.parseDouble(number);
    }

    /// One in the text that makes it.
    public static String text(Position position) {
        String flat = number(position.x()) + "," + number(position.y());
        return position.z() == 0 ? flat : flat + "," + number(position.z());
    }

    private static String number(double metres) {
        return metres == 0 ? "0" : BigDecimal.valueOf(metres).stripTrailingZeros().toPlainString();
    }
}
