package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Wireshark's own dissectors, as the reader of our captures that knows nothing of us: the
/// machine's `tshark`, or one out of the cache.
final class Tshark {
    private final OutsideTool tool;

    private Tshark(OutsideTool tool) {
        this.tool = tool;
    }

    static Tshark find() {
        return new Tshark(OutsideTool.tshark());
    }

    /// Frames that match a display filter.
    long count(Path capture, String filter) throws IOException, InterruptedException {
        return fields(capture, filter, "frame.number").size();
    }

    /// One line per frame that matches a display filter: the fields, separated by tabs.
    List<String> fields(Path capture, String filter, String... fields)
            throws IOException, InterruptedException {
        // Without name resolution and without looking at the user's own Wireshark settings.
        List<String> line = new ArrayList<>();
        line.addAll(List.of("-n", "-r", capture.toString(), "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            line.add("-e");
            line.add(field);
        }
        Path folder = capture.toAbsolutePath().getParent();
        try (Program program = Program.start(folder, tool, line.toArray(String[]::new))) {
            Program.Result result = program.finish(Duration.ofMinutes(2));
            assertThat(result.exitCode()).as(result.toString()).isZero();
            return result.stdout().lines().toList();
        }
    }
}
