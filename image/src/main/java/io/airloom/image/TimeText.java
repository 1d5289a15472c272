package io.airloom.image;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times as people write them: `20s`, `500ms`, `2min`, `1.5s`, `0`.
public final class TimeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(?:\\.(\\d))?(ms|s|min|m)");

    private TimeText() {}

    /// The time, 0 to a day; null if the text is none.
    public static @Nullable Duration parse(String text) {
        String plain = text.strip();
        if (plain.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(plain);
        if (!matcher.matches()) {
            return null;
        }
        long unitMillis =
                switch (matcher.group(3)) {
                    case "ms" -> 1;
                    case "s" -> 1000;
                    default -> 60_000;
                };
        String tenths = matcher.group(2);
        Duration duration =
                Duration.ofMillis(
                        Long.parseLong(matcher.group(1)) * unitMillis
                                + (tenths == null ? 0 : Long.parseLong(tenths) * unitMillis / 10));
        return duration.compareTo(Duration.ofDays(1)) > 0 ? null : duration;
    }
}
