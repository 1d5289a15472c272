package io.airloom.junit;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Airloom's command line for nodes that see the host's files (`${airloom}` in a topology), if the
/// tests have it on their class path: a dependency on `airloom-cli`.
final class OwnProgram {
    private static final String MAIN = "io.airloom.cli.Airloom";

    private OwnProgram() {}

    /// The command line without its arguments; empty if it is not there.
    static List<String> command() {
        ClassLoader loader = OwnProgram.class.getClassLoader();
        if (loader.getResource(MAIN.replace('.', '/') + ".class") == null) {
            return List.of();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        return command;
    }
}
