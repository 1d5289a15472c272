package io.airloom.topology;

import io.airloom.capture.FilterException;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.image.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads filters of frames in steps.
final class StepFilters {
    private StepFilters() {}

    /// Reads one; null after what is wrong was reported.
    static @Nullable FrameFilter read(YamlValue value, String text) {
        try {
            return FrameFilters.parse(text);
        } catch (FilterException e) {
            value.problem(
                    "is no filter, at character %d: %s".formatted(e.offset() + 1, e.reason()));
            return null;
        }
    }
}
