package io.airloom.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: what people write for GitHub is right on the site, too.
class MarkdownTest {
    private final List<Path> wanted = new ArrayList<>();

    private Markdown.Body render(String markdown) {
        SourceFiles files = new SourceFiles(SiteTest.ROOT);
        Path source = Path.of("docs/page.md");
        return new Markdown(wanted::add, files)
                .render(new Page(source, files.place(source), "Page", markdown));
    }

    @Test
    void headingsHaveTheAnchorsThatGitHubGivesThem() {
        Markdown.Body body =
                render("# T\n\n## The `lab`: one, two\n\ntext\n\n## The `lab`: one, two\n");

        assertThat(body.outline())
                .containsOnlyKeys("the-lab-one-two", "the-lab-one-two-1")
                .containsEntry("the-lab-one-two", "The lab: one, two");
        assertThat(body.html())
                .contains("<h2 id=\"the-lab-one-two\">The <code>lab</code>: one, two");
    }

    @Test
    void linksLeadToWhereThingsAreOnTheSite() {
        String html =
                render(
                                "[a](attach.md#in-the-guest) [b](../README.md) [c](../examples/open.yaml)"
                                        + " [d](../examples/) ![e](demo.png) [f](https://example.org/x.md)"
                                        + " [g](#here)")
                        .html();

        assertThat(html)
                .contains(
                        "href=\"attach.html#in-the-guest\"",
                        "href=\"index.html\"",
                        "href=\"files/examples/open.yaml.html\"",
                        "href=\"files/examples/index.html\"",
                        "src=\"demo.png\"",
                        "href=\"https://example.org/x.md\"",
                        "href=\"#here\"");
        assertThat(wanted).contains(Path.of("examples/open.yaml"), Path.of("docs/demo.png"));
    }

    @Test
    void codeIsColouredAndNothingInItIsHtml() {
        String html =
                render(
                                """
                                ```yaml file=lab.yaml
                                name: "<b>"   # a & b
                                ```

                                ```diff file=lab.yaml
                                -old: 1
                                +new: 1
                                ```
                                """)
                        .html();

        assertThat(html)
                .contains(
                        "<figcaption>lab.yaml</figcaption>",
                        "<span class=\"k\">name</span>: <span class=\"s\">&quot;&lt;b&gt;&quot;</span>",
                        "<span class=\"c\"># a &amp; b</span>",
                        "<del>-old: 1</del>",
                        "<ins>+new: 1</ins>")
                .doesNotContain("<b>");
    }
}
