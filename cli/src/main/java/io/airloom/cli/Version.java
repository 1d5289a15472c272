package io.airloom.cli;

import io.airloom.machine.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which Airloom this is.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        String commit = Installation.here().commit();
        return new String[] {
            "airloom " + number() + (commit.isEmpty() ? "" : " (" + commit + ")"),
            "Java " + Runtime.version() + ", " + System.getProperty("java.vendor"),
            "Linux " + System.getProperty("os.version") + ", " + System.getProperty("os.arch")
        };
    }

    static String number() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
