package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Goal: each of the 88 things that a host of proxy_wifi has to do is a test that says so. Method:
/// the names of all tests are searched for `item 12: …` and `items 69, 70: …`.
class ProxyItemsTest {
    private static final int ITEMS = 88;
    private static final Pattern NAME =
            Pattern.compile("@DisplayName\\(\\s*\"items? (\\d+(?:, \\d+)*): ");
    private static final Pattern NUMBER_WITHOUT_WORD =
            Pattern.compile("@DisplayName\\(\\s*\"\\d+[:,]");

    @Test
    void everyItemIsATest() throws IOException {
        TreeSet<Integer> found = new TreeSet<>();
        for (Path test : tests()) {
            Matcher name = NAME.matcher(Files.readString(test));
            while (name.find()) {
                for (String number : name.group(1).split(", ", -1)) {
                    found.add(Integer.valueOf(number));
                }
            }
        }
        assertThat(found)
                .as("items that are tests")
                .containsExactlyElementsOf(IntStream.rangeClosed(1, ITEMS).boxed().toList());
    }

    @Test
    void noItemIsNamedOtherwise() throws IOException {
        List<String> others = new ArrayList<>();
        for (Path test : tests()) {
            if (NUMBER_WITHOUT_WORD.matcher(Files.readString(test)).find()) {
                others.add(test.toString());
            }
        }
        assertThat(others).isEmpty();
    }

    /// The sources of the tests of all rooms.
    private static List<Path> tests() throws IOException {
        List<Path> tests = new ArrayList<>();
        try (Stream<Path> rooms = Files.list(Repository.root())) {
            for (Path room : rooms.sorted().toList()) {
                Path sources = room.resolve("src/test/java");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(file -> file.toString().endsWith("Test.java"))
                                .forEach(tests::add);
                    }
                }
            }
        }
        return tests;
    }
}
