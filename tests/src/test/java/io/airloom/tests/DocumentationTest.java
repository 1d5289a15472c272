package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the documents tell people to type works, and what they point at is there. Method: the
/// lines of their `sh` blocks that start with `./airloom` are run in the order in which a reader
/// meets them, in one folder that has the examples and stands for `/tmp`.
@Tag("vm")
class DocumentationTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    /// What the launcher does itself; LauncherTest is about it.
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "jmh", "docs");

    /// Commands that run until Ctrl-C, and what they say when they are ready.
    private static final Map<String, String> UNTIL_CTRL_C =
            Map.of("air", "vhost-user-test-device-pci", "vsock", "Ctrl-C ends it.");

    @TempDir Path folder;

    @Test
    void everyCommandWorks() throws Exception {
        copyExamples();
        Set<List<String>> commands = commands();
        assertThat(commands).hasSizeGreaterThan(3);
        for (List<String> command : commands) {
            if (OF_THE_LAUNCHER.contains(command.getFirst())) {
                continue;
            }
            String[] arguments =
                    command.stream()
                            .map(word -> word.replace("/tmp/", folder + "/"))
                            .toArray(String[]::new);
            try (Program program = Program.airloom(folder, arguments)) {
                String ready = UNTIL_CTRL_C.get(command.getFirst());
                if (ready != null) {
                    program.awaitOutput(ready, Duration.ofMinutes(1));
                    program.signal("INT");
                    program.finish(Duration.ofSeconds(30));
                    continue;
                }
                Program.Result result = program.finish(Duration.ofMinutes(6));
                assertThat(result.exitCode()).as("%s%n%s", command, result).isZero();
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    broken.add(document.getFileName() + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private void copyExamples() throws IOException {
        Path examples = Repository.root().resolve("examples");
        try (Stream<Path> files = Files.walk(examples)) {
            for (Path file : files.toList()) {
                Path name = examples.getParent().relativize(file);
                Files.copy(file, folder.resolve(name.toString()));
            }
        }
    }

    private static Set<List<String>> commands() throws IOException {
        Set<List<String>> commands = new LinkedHashSet<>();
        for (Path document : documents()) {
            Matcher block = SHELL_BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                block.group(1)
                        .lines()
                        .filter(line -> line.startsWith("./airloom "))
                        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                        .map(line -> List.of(line.substring("./airloom ".length()).split("\\s+")))
                        .forEach(commands::add);
            }
        }
        return commands;
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        documents.add(Repository.root().resolve("README.md"));
        try (Stream<Path> files = Files.list(Repository.root().resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }
}
