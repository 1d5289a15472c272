package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    @TempDir Path apt;

    private void file(String name, String text) throws IOException {
        Path file = apt.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String mirror() throws IOException {
        return AptSources.debianMirror(apt).map(AptSources.Source::uri).orElse("none");
    }

    @Test
    void readsTheClassicFormat() {
        assertThat(
                        AptSources.oneLine(
                                """
                                # deb http://commented/debian trixie main
                                deb-src http://sources/debian trixie main
                                deb [lang=de signed-by=/k.gpg] http://a/debian trixie main contrib
                                deb  http://b/debian   bookworm   main # x
                                nonsense
                                """))
                .containsExactly(
                        new AptSources.Source(
                                "http://a/debian",
                                List.of("trixie"),
                                List.of("main", "contrib"),
                                "/k.gpg"),
                        new AptSources.Source(
                                "http://b/debian", List.of("bookworm"), List.of("main"), ""));
    }

    @Test
    void readsTheParagraphFormat() {
        assertThat(
                        AptSources.deb822(
                                """
                                # a comment
                                types: deb deb-src
                                URIs: http://a/debian http://b/debian
                                Suites: trixie trixie-updates
                                # a comment in between
                                Components: main
                                Signed-By:
                                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                                 .
                                 abc
                                """))
                .extracting(AptSources.Source::uri, AptSources.Source::signedBy)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "http://a/debian", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc"),
                        org.assertj.core.groups.Tuple.tuple(
                                "http://b/debian", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc"));
    }

    @Test
    void skipsDisabledParagraphsAndSourcePackages() {
        assertThat(
                        AptSources.deb822(
                                """
                                Enabled: no
                                Types: deb
                                URIs: http://a/debian
                                Suites: trixie
                                Components: main

                                Types: deb-src
                                URIs: http://b/debian
                                Suites: trixie
                                Components: main
                                """))
                .isEmpty();
    }

    @Test
    void takesTheMainArchiveRatherThanUpdatesAndSecurity() throws IOException {
        file(
                "sources.list",
                """
                deb cdrom:[Debian 12]/ bookworm main
                deb http://security/debian-security bookworm-security main
                deb http://main/debian bookworm main
                deb http://main2/debian bookworm-updates main
                """);
        assertThat(mirror()).isEqualTo("http://main/debian");
    }

    @Test
    void takesDebianRatherThanSomebodyWhoUsesItsReleaseNames() throws IOException {
        file("sources.list.d/aaa.list", "deb http://vendor/packages bookworm main\n");
        file(
                "sources.list.d/debian.sources",
                """
                Types: deb
                URIs: http://deb/mirror/of/it
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
                """);
        assertThat(mirror()).isEqualTo("http://deb/mirror/of/it");
    }

    @Test
    void ignoresFilesThatAptIgnores() throws IOException {
        file("sources.list.d/old.list.save", "deb http://old/debian trixie main\n");
        file("sources.list.d/x.sources.disabled", "deb http://old/debian trixie main\n");
        assertThat(mirror()).isEqualTo("none");
    }

    @Test
    void findsNoDebianOnAnotherDistribution() throws IOException {
        file("sources.list", "deb http://archive/ubuntu noble main universe\n");
        assertThat(mirror()).isEqualTo("none");
    }

    @Test
    void findsNothingWhereThereIsNoApt() throws IOException {
        assertThat(AptSources.debianMirror(apt.resolve("missing"))).isEmpty();
    }
}
