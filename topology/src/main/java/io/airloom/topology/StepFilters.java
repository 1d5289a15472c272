package io.airloom.topology;

import io.airloom.capture.FilterException;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.image.YamlValue;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Reads filters of frames in steps.
final class StepFilters {
    private StepFilters() {}

    /// Reads one; null after what is wrong was reported.
    ///
    /// @param nodes that it may name
    static @Nullable FrameFilter read(YamlValue value, String text, Collection<String> nodes) {
        try {
            return FrameFilters.parse(text, nodes);
        } catch (FilterException e) {
            value.problem(
                    "is no filter, at character %d: %s".formatted(e.offset() + 1, e.reason()));
            return null;
        }
    }
}
