package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.TimeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When a command that shows frames has seen enough.
final class StreamLimits {
    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many frames.")
    private @Nullable Long count;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after so long, such as 10s or 500ms.")
    private @Nullable String timeText;

    private long endNanos;
    private boolean timed;

    /// Begins.
    ///
    /// @throws UsageException if one of them makes no sense
    void start() {
        if (count != null && count < 1) {
            throw new UsageException("--count must be at least 1, not " + count);
        }
        if (timeText == null) {
            return;
        }
        Duration time = TimeText.parse(timeText);
        if (time == null || !time.isPositive()) {
            throw new UsageException(
                    "--for must be a time such as 10s, not " + Printable.quoted(timeText));
        }
        timed = true;
        endNanos = System.nanoTime() + time.toNanos();
    }

    /// Whether it is enough.
    boolean reached(long frames) {
        return (count != null && frames >= count) || (timed && System.nanoTime() - endNanos >= 0);
    }
}
