package io.airloom.proxy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Lists of numbers that people know in hexadecimal: suites of ciphers and AKMs.
final class HexNumbers {
    /// As many digits as a suite has.
    static final int SUITE_DIGITS = 8;

    private HexNumbers() {}

    /// The numbers in their order: `000fac02, 000fac08`.
    ///
    /// @param digits of each, 1 to 8, with zeros in front
    static String text(List<Integer> numbers, int digits, String separator) {
        return numbers.stream()
                .map(number -> HexFormat.of().toHexDigits(Integer.toUnsignedLong(number), digits))
                .collect(Collectors.joining(separator));
    }
}
