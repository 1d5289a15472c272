package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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
/// meets them, in one folder that has the examples and stands for `/tmp`. A line that ends in `&`
/// runs until its block is done.
@Tag("vm")
class DocumentationTest {
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    /// What the launcher does itself; LauncherTest is about it.
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "jmh", "docs");

    /// Commands that run until Ctrl-C, and what they say when they are ready.
    private static final Map<String, String> UNTIL_CTRL_C =
            Map.of(
                    "air", "vhost-user-test-device-pci",
                    "vsock", "Ctrl-C ends it.",
                    "proxy", "Ctrl-C ends it.");

    @TempDir Path folder;

    @Test
    void everyCommandWorks() throws Exception {
        copyExamples();
        Set<List<String>> done = new HashSet<>();
        for (List<String> block : blocks()) {
            Deque<Program> behind = new ArrayDeque<>();
            try {
                for (String line : block) {
                    List<String> command = List.of(line.replaceFirst(" &$", "").split("\\s+"));
                    if (OF_THE_LAUNCHER.contains(command.getFirst()) || !done.add(command)) {
                        continue;
                    }
                    if (line.endsWith(" &")) {
                        behind.push(start(command));
                    } else {
                        run(command);
                    }
                }
            } finally {
                for (Program program : behind) {
                    end(program);
                }
            }
        }
        assertThat(done).hasSizeGreaterThan(3);
    }

    private void run(List<String> command) throws Exception {
        if (UNTIL_CTRL_C.containsKey(command.getFirst())) {
            end(start(command));
            return;
        }
        try (Program program = program(command)) {
            Program.Result result = program.finish(Duration.ofMinutes(6));
            assertThat(result.exitCode()).as("%s%n%s", command, result).isZero();
        }
    }

    private Program program(List<String> command) throws IOException {
        return Program.airloom(
                folder,
                command.stream()
                        .map(word -> word.replace("/tmp/", folder + "/"))
                        .toArray(String[]::new));
    }

    private Program start(List<String> command) throws Exception {
        Program program = program(command);
        try {
            program.awaitOutput(UNTIL_CTRL_C.get(command.getFirst()), Duration.ofMinutes(1));
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private static void end(Program program) throws Exception {
        try (program) {
            program.signal("INT");
            program.finish(Duration.ofSeconds(30));
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

    /// The commands of each `sh` block, without the program's name.
    private static List<List<String>> blocks() throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        for (Path document : documents()) {
            Matcher block = SHELL_BLOCK.matcher(Files.readString(document));
            while (block.find()) {
                blocks.add(
                        block.group(1)
                                .lines()
                                .filter(line -> line.startsWith("./airloom "))
                                .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                                .map(line -> line.substring("./airloom ".length()))
                                .toList());
            }
        }
        return blocks;
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
