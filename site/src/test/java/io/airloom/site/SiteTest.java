package io.airloom.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the site can be made of what is in this repository, offline, and no link of it leads
/// nowhere. Method: it is made, Javadoc included, and each link is followed.
class SiteTest {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir Path folder;

    @Test
    void everyLinkOfTheSiteLeadsSomewhere() throws IOException {
        Path site = folder.resolve("site");

        new Site(ROOT, site).make(true);

        assertThat(new LinkCheck(site).broken()).isEmpty();
        assertThat(site.resolve("index.html")).content().contains("<h1 id=\"airloom\">");
        assertThat(site.resolve("api/io.airloom.lab/io/airloom/lab/Lab.html")).exists();
    }

    @Test
    void everyDocumentIsInTheNavigation() throws IOException {
        Path list = ROOT.resolve(SourceFiles.CONTENTS);
        Contents contents = Contents.read(SourceFiles.CONTENTS, Files.readString(list));

        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            assertThat(
                            files.map(ROOT::relativize)
                                    .filter(file -> file.toString().endsWith(".md"))
                                    .filter(file -> !file.equals(SourceFiles.CONTENTS)))
                    .isSubsetOf(contents.entries().stream().map(Contents.Entry::source).toList());
        }
    }

    @Test
    void aFolderThatIsNoSiteIsNotCleared() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "of mine");

        assertThatThrownBy(() -> new Site(ROOT, folder).make(false))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("is no site");
        assertThat(precious).exists();
    }

    @Test
    void aLinkToAMissingPageOrAnchorIsFound() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.writeString(
                site.resolve("a.html"),
                """
                <h2 id="here">x</h2> <a href="b.html">1</a> <a href="#here">2</a> <a href="#there">3</a>
                <a href="c.html">4</a> <a href="b.html#no">5</a> <img src="no.png"> <a href="../a.html">6</a>
                <a href="https://example.org/">7</a>
                """);
        Files.writeString(site.resolve("b.html"), "<a href=\"a.html#here\">back</a>");

        assertThat(new LinkCheck(site).broken())
                .containsExactly(
                        "a.html: #there",
                        "a.html: c.html",
                        "a.html: b.html#no",
                        "a.html: no.png",
                        "a.html: ../a.html");
    }
}
