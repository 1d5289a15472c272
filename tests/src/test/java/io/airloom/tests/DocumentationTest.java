package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the documents tell people to type works, and what they point at is there. Method: all
/// that a page says is done ([Walkthrough]) in a folder that has what a checkout has. What several
/// pages say is done once.
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentationTest {
    private static final Path TUTORIAL = Path.of("tutorial.md");

    /// What pages told us to type, and we did: the tutorial comes first, with all that it says.
    private static final Set<String> DONE = new HashSet<>();

    @TempDir Path folder;

    @BeforeEach
    void layOutACheckout() throws IOException {
        Path examples = Repository.root().resolve("examples");
        try (Stream<Path> files = Files.walk(examples)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(examples.getParent().relativize(file).toString()));
            }
        }
        Walkthrough.putLauncher(folder);
    }

    @Test
    @Order(1)
    void theTutorialLeadsToATestThatPasses() throws Exception {
        try (Walkthrough reader = new Walkthrough(folder, DONE)) {
            assertThat(reader.follow(Repository.root().resolve("docs").resolve(TUTORIAL)))
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    @Order(2)
    void everyCommandWorks() throws Exception {
        for (Path page : pages()) {
            try (Walkthrough reader = new Walkthrough(folder, DONE)) {
                reader.follow(page);
            }
        }
        assertThat(DONE).hasSizeGreaterThan(3);
    }

    /// In the order in which people read them.
    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        pages.add(Repository.root().resolve("README.md"));
        try (Stream<Path> files = Files.list(Repository.root().resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.endsWith(TUTORIAL))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }
}
