package io.airloom.capture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Wireshark's reader, as a witness that is not ours: `airloom.tshark` (system property),
/// `AIRLOOM_TSHARK` (environment), or `tshark` on the PATH.
final class Tshark {
    /// What it printed, and complained of.
    record Output(List<String> lines, String errors) {}

    private Tshark() {}

    /// The program.
    ///
    /// @return null if there is none on this machine
    static Path find() {
        Stream<String> named =
                Stream.of(
                        System.getProperty("airloom.tshark", ""),
                        System.getenv().getOrDefault("AIRLOOM_TSHARK", ""));
        Stream<String> onPath =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .map(folder -> folder + "/tshark");
        return Stream.concat(named, onPath)
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// The fields of every packet, tab-separated.
    static Output fields(Path file, String... fields) throws IOException {
        List<String> command = new ArrayList<>(List.of(find().toString(), "-n", "-r"));
        command.addAll(List.of(file.toString(), "-T", "fields"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        Path errors = Files.createTempFile("airloom-tshark", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            try (InputStream stream = process.getInputStream()) {
                String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                return new Output(text.lines().toList(), Files.readString(errors));
            }
        } finally {
            Files.delete(errors);
        }
    }
}
