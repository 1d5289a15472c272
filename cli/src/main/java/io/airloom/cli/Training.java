package io.airloom.cli;

import java.io.PrintStream;
import java.util.List;

/// Runs the program as people do, once, while the JVM notes which classes it needs: a distribution
/// starts from that (`dist/archive.sh`). It says nothing and leaves nothing.
final class Training {
    private Training() {}

    /// Runs some of all.
    ///
    /// @param args the folder with the examples
    public static void main(String[] args) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Terminal nobody = new Terminal(nowhere, nowhere, true, true, 100, true);
        List<List<String>> commands =
                List.of(
                        List.of("--help"),
                        List.of("--version"),
                        List.of("lab", "run", "--help"),
                        List.of("lab", "ru"),
                        List.of("lab", "render", args[0] + "/wpa2-psk.yaml"),
                        List.of("lab", "ps"),
                        List.of("image", "list"),
                        List.of("bench", "air", "--guests", "2", "--frames", "10000"));
        for (List<String> command : commands) {
            Airloom.run(nobody, command.toArray(String[]::new));
        }
    }
}
