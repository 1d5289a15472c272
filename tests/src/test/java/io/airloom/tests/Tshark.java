package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.AptTree;
import io.airloom.image.Cache;
import io.airloom.image.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Wireshark's own dissectors, as the reader of our captures that knows nothing of us: the
/// machine's `tshark`, or one out of the cache.
final class Tshark {
    private final List<String> command;

    private Tshark(List<String> command) {
        this.command = command;
    }

    static Tshark find() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path program = Path.of(folder, "tshark");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return new Tshark(List.of(program.toString()));
            }
        }
        AptTree tree =
                AptTree.ensure(
                        Cache.standard(),
                        Progress.SILENT,
                        AptTree.Request.of("tshark", "trixie", "tshark"));
        return new Tshark(tree.command("tshark"));
    }

    /// Frames that match a display filter.
    long count(Path capture, String filter) throws IOException, InterruptedException {
        return fields(capture, filter, "frame.number").size();
    }

    /// One line per frame that matches a display filter: the fields, separated by tabs.
    List<String> fields(Path capture, String filter, String... fields)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        // Without name resolution and without looking at the user's own Wireshark settings.
        line.addAll(List.of("-n", "-r", capture.toString(), "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            line.add("-e");
            line.add(field);
        }
        try (Program program = Program.start(capture.toAbsolutePath().getParent(), line)) {
            Program.Result result = program.finish(Duration.ofMinutes(2));
            assertThat(result.exitCode()).as(result.toString()).isZero();
            return result.stdout().lines().toList();
        }
    }
}
