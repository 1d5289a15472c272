package io.airloom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which Airloom this is.
final class Version implements IVersionProvider {
    private static final int SHORT_COMMIT = 12;

    @Override
    public String[] getVersion() throws IOException {
        String commit = commit();
        return new String[] {
            "airloom " + number() + (commit.isEmpty() ? "" : " (" + commit + ")"),
            "Java " + Runtime.version() + ", " + System.getProperty("java.vendor"),
            "Linux " + System.getProperty("os.version") + ", " + System.getProperty("os.arch")
        };
    }

    private static String number() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        }
    }

    /// The commit of the checkout that the launcher runs, or nothing.
    private static String commit() {
        try {
            Path git = Path.of(System.getProperty("airloom.home", "/nowhere"), ".git");
            String head = Files.readString(git.resolve("HEAD")).strip();
            String hash =
                    head.startsWith("ref: ")
                            ? Files.readString(git.resolve(head.substring(5))).strip()
                            : head;
            return hash.matches("[0-9a-f]{40,64}") ? hash.substring(0, SHORT_COMMIT) : "";
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }
}
