package io.airloom.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.cli.CommandModel;
import io.airloom.topology.TopologyKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the reference has all that the code has: no command, option or key is missing.
class ReferenceTest {
    @TempDir Path folder;

    @Test
    void everyCommandAndOptionIsThere() {
        String text = CommandPages.page().markdown();

        CommandModel.ofProgram()
                .all()
                .skip(1)
                .forEach(command -> {
                    assertThat(text).contains("# " + command.name() + "\n");
                    command.options().forEach(option -> assertThat(text).contains(option.names()));
                });
    }

    @Test
    void everyKeyIsThereWithWhatItMeans() {
        String text = new KeyPages(new SourceFiles(SiteTest.ROOT)).page().markdown();

        TopologyKeys.sections()
                .forEach((title, keys) -> {
                    assertThat(text).contains("## " + title);
                    keys.forEach(key -> assertThat(text).contains("| [`" + key + "`]("));
                });
    }

    @Test
    void aKeyThatNoPageExplainsIsAMistake() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(
                folder.resolve("docs/topology.md"),
                "## The file\n\n| key | value |\n| --- | --- |\n| `name` | of it |\n");

        assertThatThrownBy(() -> new KeyPages(new SourceFiles(folder)).page())
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("no table in")
                .hasMessageContaining("(The file)");
    }

    @Test
    void jsonIsLaidOutWithoutChangingIt() {
        String json = "{\"a\":[{\"b\":\"x, {y}: \\\"z\\\"\",\"c\":1},{}],\"d\":{},\"e\":null}";

        assertThat(JsonPages.pretty(json))
                .isEqualTo(
                        """
                        {
                          "a": [
                            {"b": "x, {y}: \\"z\\"", "c": 1},
                            {}
                          ],
                          "d": {},
                          "e": null
                        }\
                        """);
    }
}
