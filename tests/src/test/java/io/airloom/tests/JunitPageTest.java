package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Goal: what docs/junit.md shows compiles and works. Method: each of its blocks stands, line for
/// line, in a file of examples/junit, which JunitProjectTest runs.
class JunitPageTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```(java|xml|yaml|properties)\\n(.*?)^```$");

    @Test
    void everyBlockIsOfTheSample() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Repository.root().resolve("examples/junit"))) {
            List<Path> sources =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains("/target/"))
                            .toList();
            for (Path source : sources) {
                files.add(plain(Files.readString(source)));
            }
        }
        Matcher block = BLOCK.matcher(Files.readString(Repository.root().resolve("docs/junit.md")));
        int blocks = 0;
        while (block.find()) {
            String wanted = plain(block.group(2));
            assertThat(files).as(block.group(2)).anyMatch(file -> file.contains(wanted));
            blocks++;
        }
        assertThat(blocks).isGreaterThan(7);
    }

    private static String plain(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
