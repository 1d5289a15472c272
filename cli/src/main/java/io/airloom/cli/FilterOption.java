package io.airloom.cli;

import io.airloom.capture.FilterException;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// Which frames are shown; the same for all commands that show some.
final class FilterOption {
    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description =
                    "Only frames that match, and every one of these, such as"
                            + " 'type==mgmt and node==sta1' (docs/live.md).")
    private String text = "";

    /// As it was written.
    String text() {
        return text.strip();
    }

    /// Of an air to which anybody may come.
    ///
    /// @throws UsageException if it is none
    FrameFilter filter() {
        return checked(() -> FrameFilters.parse(text));
    }

    /// Of an air with these nodes.
    ///
    /// @throws UsageException if it is none, or names another node
    FrameFilter filter(List<String> nodes) {
        return checked(() -> FrameFilters.parse(text, nodes));
    }

    private static FrameFilter checked(Supplier<FrameFilter> parsed) {
        try {
            return parsed.get();
        } catch (FilterException e) {
            throw new UsageException("--filter: " + e.getMessage());
        }
    }
}
