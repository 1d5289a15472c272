package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a browser shows the site without complaint, a recording has its player, and a phone need
/// not scroll sideways. Method: Chromium; a script that is added to a copy of the page measures.
class SiteLookTest {
    @TempDir Path folder;

    @Test
    void theTutorialHasItsPlayerAndFitsAPhone() throws Exception {
        Path site = folder.resolve("site");
        new Site(Repository.root(), site).make(false);
        Path page = site.resolve("tutorial.html");
        Files.writeString(
                site.resolve("measured.html"),
                Files.readString(page)
                        .replace(
                                "</body>",
                                """
                                <script>window.addEventListener("load", () => {
                                  document.title = innerWidth + " " + document.documentElement.scrollWidth;
                                });</script></body>\
                                """));
        Browser browser = new Browser(Files.createDirectory(folder.resolve("browser")));

        Browser.Page wide = browser.load(page, "", Browser.Look.USUAL);
        Browser.Page phone =
                browser.load(
                        site.resolve("measured.html"),
                        "",
                        Browser.Look.USUAL.sized(500, 900).inDark());

        assertThat(wide.console()).isEmpty();
        assertThat(wide.dom()).contains("<button type=\"button\">Play</button>");
        assertThat(phone.dom()).contains("<title>500 500</title>");
    }
}
