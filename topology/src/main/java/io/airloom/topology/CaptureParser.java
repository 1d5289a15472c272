package io.airloom.topology;

import io.airloom.capture.FrameFilter;
import io.airloom.image.Printable;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a step that starts or ends a record of frames: `{start: FILE, filter: FILTER}`, `{stop:
/// FILE}`.
final class CaptureParser {
    private static final String FILE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final String context;
    private final StepParser steps;

    CaptureParser(String context, StepParser steps) {
        this.context = context;
        this.steps = steps;
    }

    /// Reads it; null after what is wrong was reported.
    @Nullable Step capture(YamlValue value) {
        YamlMap map = value.map(context + "capture: ");
        if (map == null) {
            return null;
        }
        YamlValue start = map.value("start");
        YamlValue stop = map.value("stop");
        if ((start == null) == (stop == null)) {
            map.problem("is {start: FILE, filter: FILTER} or {stop: FILE}");
            return null;
        }
        map.allowOnly(start == null ? List.of("stop") : List.of("start", "filter"));
        YamlValue named = start == null ? stop : start;
        String file = named == null ? null : named.text();
        if (named == null || file == null) {
            return null;
        }
        if (!file.matches(FILE)) {
            named.problem(
                    "must be a file's name without folders, such as join.pcapng, not "
                            + Printable.quoted(file));
        }
        if (start == null) {
            return new Step.Capture(file, null, "");
        }
        YamlValue wanted = map.value("filter");
        String text = wanted == null ? null : wanted.text();
        if (wanted == null || text == null) {
            return new Step.Capture(file, FrameFilter.ALL, "");
        }
        String written = steps.text(wanted, text, null);
        FrameFilter filter = StepFilters.read(wanted, written, steps.nodes().keySet());
        return filter == null ? null : new Step.Capture(file, filter, written);
    }
}
