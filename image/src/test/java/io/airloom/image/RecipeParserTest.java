package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.image.Recipe.Content;
import io.airloom.image.Recipe.Fetch;
import io.airloom.image.Recipe.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeParserTest {
    @TempDir Path folder;

    private Recipe parse(String text) throws IOException {
        return RecipeParser.parse(write("test.yaml", text));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /// The mistakes of a recipe, each as `LINE:COLUMN: text`.
    private List<String> mistakes(String text) {
        InputFileException problem =
                catchThrowableOfType(InputFileException.class, () -> parse(text));
        assertThat(problem).as("mistakes").isNotNull();
        return problem.problems().stream()
                .map(one -> one.line() + ":" + one.column() + ": " + one.text())
                .toList();
    }

    @Test
    void everyShippedRecipeIsOne() {
        assertThat(Recipes.names()).contains(Recipes.DEFAULT);
        for (String name : Recipes.names()) {
            Recipe recipe = Recipes.find(name);
            assertThat(recipe.name()).isEqualTo(name);
            assertThat(recipe.about()).isNotBlank();
        }
    }

    @Test
    void aRecipeThatSaysEverythingIsUnderstood() throws IOException {
        Files.createDirectories(folder.resolve("hello"));
        write("slow.patch", "");
        write("virt.config", "");
        write("x.sh", "");
        Recipe recipe =
                parse(
                        """
                        name: custom
                        about: mine
                        suite: bookworm
                        architecture: arm64
                        packages: [hostapd, iw]
                        contents: programs
                        programs: [hostapd]
                        libraries: [ossl-modules/legacy.so]
                        modules: {load: [ccm, 'aesni_intel?'], available: 8021q}
                        kernel: {source: linux-source-6.12, patches: [slow.patch], config: virt.config}
                        files:
                          /usr/bin/x: {from: x.sh, mode: 0755, owner: user}
                          /etc/motd: hello
                          /etc/link: {link: ../motd}
                          /srv: {folder: true}
                        users: [{name: user, groups: [audio], password: none}]
                        start: {init: systemd, commands: [echo a, echo a]}
                        build:
                          second: {fetch: {source: hostapd}, needs: [first, libnl-3-dev], install: 'true'}
                          first:
                            fetch: {folder: hello}
                            environment: host
                            build: make
                            install: make install
                        output: {format: qcow2, size: 1G}
                        memory: 256
                        """);
        assertThat(recipe.architecture()).isEqualTo(Architecture.ARM64);
        assertThat(recipe.modules().load())
                .containsExactly(
                        new Recipe.Module("ccm", false), new Recipe.Module("aesni_intel", true));
        assertThat(recipe.modules().available()).hasSize(1);
        assertThat(recipe.kernel())
                .isInstanceOfSatisfying(
                        Kernel.Built.class,
                        kernel -> {
                            assertThat(kernel.source())
                                    .isEqualTo(new Fetch.KernelPackage("linux-source-6.12"));
                            assertThat(kernel.patches())
                                    .containsExactly(folder.resolve("slow.patch"));
                            assertThat(kernel.fragments())
                                    .containsExactly(folder.resolve("virt.config"));
                        });
        assertThat(recipe.files())
                .extracting(Recipe.GuestFile::path)
                .containsExactly("/etc/link", "/etc/motd", "/srv", "/usr/bin/x");
        assertThat(recipe.files().getLast())
                .isEqualTo(
                        new Recipe.GuestFile(
                                "/usr/bin/x",
                                new Content.From(folder.resolve("x.sh")),
                                0755,
                                "user",
                                "user"));
        assertThat(recipe.users().getFirst().uid()).isEqualTo(1000);
        assertThat(recipe.users().getFirst().password()).isEmpty();
        assertThat(recipe.start().commands()).containsExactly("echo a", "echo a");
        assertThat(recipe.builds().sequencedKeySet()).containsExactly("first", "second");
        Recipe.Build second = recipe.builds().lastEntry().getValue();
        assertThat(second.needs()).containsExactly("libnl-3-dev");
        assertThat(second.needsBuilds()).containsExactly("first");
        assertThat(recipe.output())
                .isEqualTo(
                        new Recipe.Output(Recipe.Format.QCOW2, Recipe.Compression.ZSTD, 1L << 30));
        assertThat(recipe.memoryMib()).isEqualTo(256);
    }

    @Test
    void everyMistakeIsToldAtOnceWithItsPlaceAndWhatWasMeant() {
        assertThat(
                        mistakes(
                                """
                                nmae: x
                                suite: Trixie!
                                architecture: arm46
                                packages: [iw, Bad_Name]
                                contents: prgrams
                                modules: {laod: [x]}
                                kernel: {package: linux-image-amd64, patches: []}
                                files:
                                  etc/motd: text
                                  /a/../b: text
                                  /c: {text: a, link: b}
                                  /d: {from: missing.sh}
                                  /e: {text: a, mode: 9}
                                users: [{name: Root}, {name: a, uid: -1}, {uid: 5}]
                                start: {init: sytemd}
                                build:
                                  hello: {fetch: {folder: ../outside}, instal: x}
                                  a: {fetch: {archive: https://example.org/a.tar}, needs: b, install: x}
                                  b: {fetch: {source: b2}, needs: a, install: x}
                                output: {format: ext4}
                                memory: 1
                                """))
                .anySatisfy(m ->
                        assertThat(m)
                                .startsWith("1:1: unknown key \"nmae\", did you mean \"name\"?"))
                .anySatisfy(
                        m -> assertThat(m).startsWith("2:8: \"suite\" must be a Debian release"))
                .anySatisfy(
                        m -> assertThat(m).startsWith("3:15: ").contains("did you mean \"arm64\"?"))
                .anySatisfy(m -> assertThat(m).startsWith("4:16: ").contains("\"Bad_Name\""))
                .anySatisfy(m ->
                        assertThat(m).startsWith("5:11: ").contains("did you mean \"programs\"?"))
                .anySatisfy(
                        m -> assertThat(m).startsWith("6:11: ").contains("did you mean \"load\"?"))
                .anySatisfy(
                        m -> assertThat(m).startsWith("7:47: ").contains("leave one of them out"))
                .anySatisfy(m -> assertThat(m).startsWith("9:3: ").contains("must begin with /"))
                .anySatisfy(m -> assertThat(m).startsWith("10:3: ").contains("no .."))
                .anySatisfy(
                        m -> assertThat(m).startsWith("11:7: ").contains("more than one content"))
                .anySatisfy(m -> assertThat(m).startsWith("12:14: ").contains("is not there"))
                .anySatisfy(m -> assertThat(m).startsWith("13:23: ").contains("octal"))
                .anySatisfy(m -> assertThat(m).startsWith("14:16: ").contains("small letters"))
                .anySatisfy(m -> assertThat(m).startsWith("14:38: ").contains("whole number"))
                .anySatisfy(m -> assertThat(m).startsWith("14:43: ").contains("has no \"name\""))
                .anySatisfy(m ->
                        assertThat(m).startsWith("15:15: ").contains("did you mean \"systemd\"?"))
                .anySatisfy(m ->
                        assertThat(m)
                                .startsWith("17:27: ")
                                .contains("leads out of the recipe's folder"))
                .anySatisfy(m ->
                        assertThat(m).startsWith("17:40: ").contains("did you mean \"install\"?"))
                .anySatisfy(m -> assertThat(m).startsWith("17:10: ").contains("has no \"install\""))
                .anySatisfy(m -> assertThat(m).startsWith("18:24: ").contains("needs its hash"))
                .anySatisfy(m -> assertThat(m).contains("needs itself: "))
                .anySatisfy(m -> assertThat(m).startsWith("20:9: ").contains("has no \"size\""))
                .anySatisfy(m -> assertThat(m).startsWith("21:9: ").contains("from 64 to 65536"));
    }

    @Test
    void aRecipeAddsToItsBase() throws IOException {
        write(
                "base.yaml",
                """
                packages: [iw]
                contents: programs
                programs: [iw]
                files: {/a: base, /b: base}
                users: [{name: user, uid: 1000}]
                output: {compress: none}
                """);
        Recipe recipe =
                parse(
                        """
                        base: base.yaml
                        packages: [hostapd, iw]
                        programs: [hostapd]
                        files: {/b: mine, /c: mine}
                        users: [{name: user, uid: 2000}, {name: other}]
                        """);
        assertThat(recipe.name()).isEqualTo("test");
        assertThat(recipe.packages()).containsExactly("iw", "hostapd");
        assertThat(recipe.programs()).containsExactly("iw", "hostapd");
        assertThat(recipe.files())
                .extracting(file -> file.path() + " " + file.content())
                .containsExactly(
                        "/a " + new Content.Text("base"),
                        "/b " + new Content.Text("mine"),
                        "/c " + new Content.Text("mine"));
        assertThat(recipe.users())
                .extracting(user -> user.name() + " " + user.uid())
                .containsExactly("user 2000", "other 2001");
        assertThat(recipe.output().compression()).isEqualTo(Recipe.Compression.NONE);
        assertThat(parse("base: tiny").programs()).contains("hostapd");
    }

    @Test
    void basesThatLeadBackAreRefused() throws IOException {
        write("a.yaml", "base: test.yaml\n");
        InputFileException problem =
                catchThrowableOfType(InputFileException.class, () -> parse("base: a.yaml\n"));
        assertThat(problem).hasMessageContaining("a.yaml:1:7: ").hasMessageContaining("leads back");
    }

    @Test
    void aMistakeInABaseIsToldAtItsOwnPlace() throws IOException {
        write("a.yaml", "suite: trixie\npackges: []\n");
        InputFileException problem =
                catchThrowableOfType(InputFileException.class, () -> parse("base: a.yaml\n"));
        assertThat(problem).hasMessageContaining("a.yaml:2:1: unknown key \"packges\"");
    }

    @Test
    void noLinkLeadsOutOfTheRecipesFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc/passwd"));
        assertThat(mistakes("files: {/x: {from: out}}"))
                .singleElement()
                .asString()
                .contains("is a link that leads out");
    }

    @Test
    void aNameThatNobodyKnowsGetsASuggestion() {
        InputFileException problem =
                catchThrowableOfType(InputFileException.class, () -> Recipes.find("tinny"));
        assertThat(problem).hasMessageContaining("did you mean \"tiny\"?");
    }

    @Test
    void whatIsNoRecipeIsSaid() {
        assertThat(mistakes("")).containsExactly("0:0: the file is empty");
        assertThat(mistakes("- a")).singleElement().asString().contains("must be a mapping");
        assertThat(mistakes("a: [")).singleElement().asString().contains("not YAML");
        assertThat(mistakes("[".repeat(100))).singleElement().asString().contains("nested deeper");
        InputFileException problem =
                catchThrowableOfType(
                        InputFileException.class,
                        () -> RecipeParser.parse(folder.resolve("missing.yaml")));
        assertThat(problem).hasMessageContaining("no such file");
        assertThat(catchThrowableOfType(InputFileException.class, () -> RecipeParser.parse(folder)))
                .hasMessageContaining("is a folder");
    }
}
