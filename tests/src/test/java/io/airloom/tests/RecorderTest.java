package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.site.Recorder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the recordings in the documentation can be made again: what is typed and what comes of it
/// is in an asciicast, screen by screen. Method: a real tmux.
class RecorderTest {
    @TempDir Path folder;

    @Test
    void recordsWhatIsTypedAndWhatComesOfIt() throws Exception {
        OutsideTool tmux = OutsideTool.tmux();

        String cast =
                new Recorder(tmux.command(), tmux.environment(), folder)
                        .record(
                                List.of(
                                        "size 40x12",
                                        "$ printf '\\033[32m%s\\033[0m\\n' gr''een",
                                        "& cat",
                                        "& echo",
                                        "wait echo",
                                        "key C-c",
                                        "pause 0.3"));

        List<String> lines = cast.lines().toList();
        assertThat(lines.getFirst()).contains("\"width\": 40, \"height\": 12");
        assertThat(lines.get(lines.size() - 1)).contains("\\u001b[32mgreen", "^C");
        // Typed before anything came of it.
        assertThat(lines).anyMatch(line -> line.contains("printf") && !line.contains("[32mgreen"));
    }
}
