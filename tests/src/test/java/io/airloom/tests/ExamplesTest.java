package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: every example runs on real guests and does what its own steps demand, and what it put on
/// the air is sound to Wireshark. Method: where the engine does not matter, machines run under UML,
/// which is quicker; one example of each kind of security runs under QEMU.
@Tag("vm")
class ExamplesTest {
    private static final Set<String> UNDER_QEMU = Set.of("wpa2-psk.yaml", "wpa3-sae.yaml");

    /// Their images take minutes to build: they are run by [RecipesTest].
    private static final Set<String> LONG = Set.of("full.yaml", "slow-air.yaml");

    /// Examples that are run several times, each time with another value of a variable.
    private static final Map<String, List<String>> SETTINGS =
            Map.of(
                    "host-wifi.yaml",
                    List.of("daemon=networkmanager", "daemon=wpa_supplicant", "daemon=iwd"));

    @TempDir Path folder;

    static List<Arguments> runs() throws IOException {
        return examples(false).stream()
                .flatMap(example ->
                        SETTINGS.getOrDefault(name(example), List.of("")).stream()
                                .map(setting -> Arguments.of(example, setting)))
                .toList();
    }

    static List<Path> examples(boolean whoseImagesTakeLong) throws IOException {
        try (Stream<Path> files = Files.list(Repository.root().resolve("examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> LONG.contains(name(file)) == whoseImagesTakeLong)
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void runs(Path example, String setting) throws Exception {
        run(example, setting, folder);
    }

    /// @param setting the value of a variable, `NAME=TEXT`; empty for none
    static void run(Path example, String setting, Path folder) throws Exception {
        Path topology = prepared(example, folder);
        Path json = folder.resolve("report.json");
        Path capture = folder.resolve("capture.pcapng");
        List<String> words = new ArrayList<>(List.of("lab", "run", topology.toString()));
        words.addAll(List.of("--engine", UNDER_QEMU.contains(name(example)) ? "qemu" : "uml"));
        words.addAll(List.of("--json", json.toString(), "--capture", capture.toString()));
        if (!setting.isEmpty()) {
            words.addAll(List.of("--set", setting));
        }
        try (Program program = Program.airloom(folder, words.toArray(String[]::new))) {
            Program.Result result = program.finish(Duration.ofMinutes(5));
            assertThat(result.exitCode()).as(result.toString()).isZero();
        }
        Map<String, Object> report = Json.object(Files.readString(json));
        assertThat(report).containsEntry("ok", true);
        assertThat(Json.list(report, "steps")).isNotEmpty();
        if (Files.readString(example).contains("wait: associated")) {
            assertThat(Json.list(report, "associations")).isNotEmpty();
        }
        assertThat(
                        Tshark.find()
                                .fields(
                                        capture,
                                        "_ws.malformed",
                                        "frame.number",
                                        "frame.protocols"))
                .isEmpty();
    }

    /// The example; one that needs a system of the user's own has it built beside a copy.
    private static Path prepared(Path example, Path folder) throws Exception {
        String name = example.getFileName().toString().replace(".yaml", "");
        String system = name + "/system";
        if (!Files.readString(example).contains(system + "/")) {
            return example;
        }
        Path recipe = example.resolveSibling(name).resolve("recipe.yaml");
        try (Program program =
                Program.airloom(
                        folder,
                        "image",
                        "build",
                        recipe.toString(),
                        "--out",
                        folder.resolve(system).toString())) {
            Program.Result result = program.finish(Duration.ofMinutes(5));
            assertThat(result.exitCode()).as(result.toString()).isZero();
        }
        return Files.copy(example, folder.resolve(example.getFileName()));
    }
}
