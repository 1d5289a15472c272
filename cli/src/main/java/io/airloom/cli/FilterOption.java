package io.airloom.cli;

import io.airloom.capture.FilterException;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
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

    /// @throws UsageException if it is none
    FrameFilter filter() {
        try {
            return FrameFilters.parse(text);
        } catch (FilterException e) {
            throw new UsageException("--filter: " + e.getMessage());
        }
    }
}
