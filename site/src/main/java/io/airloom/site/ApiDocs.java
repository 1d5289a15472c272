package io.airloom.site;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Javadoc of the rooms that are libraries, made by the JDK's own `javadoc`, without Maven or the
/// network.
final class ApiDocs {
    /// On the site.
    static final String FOLDER = "api";

    /// From what one writes tests with down to what one rarely needs.
    private static final List<String> ROOMS =
            List.of(
                    "junit",
                    "lab",
                    "topology",
                    "machine",
                    "report",
                    "capture",
                    "proxy",
                    "hostwifi",
                    "image",
                    "medium",
                    "ieee80211",
                    "hwsim",
                    "guest",
                    "vhost",
                    "kernel",
                    "netlink",
                    "remote",
                    "vwifi",
                    "wire",
                    "agent",
                    "linux");

    private final Path root;

    ApiDocs(Path root) {
        this.root = root;
    }

    /// Makes it below the site's folder.
    void make(Path site) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javadoc").toString());
        command.addAll(
                List.of(
                        "-J-Xmx512m",
                        "-quiet",
                        "-Xdoclint:none",
                        "-notimestamp",
                        "--no-fonts",
                        "-encoding",
                        "UTF-8",
                        "-windowtitle",
                        "Airloom",
                        "-doctitle",
                        "Airloom: the rooms that are libraries",
                        "-d",
                        site.resolve(FOLDER).toString(),
                        "--module-path",
                        libraries()));
        for (String room : ROOMS) {
            command.add("--module-source-path");
            command.add("io.airloom." + room + "=" + root.resolve(room + "/src/main/java"));
        }
        command.add("--module");
        command.add(String.join(",", ROOMS.stream().map(room -> "io.airloom." + room).toList()));
        run(command, site);
    }

    /// The jars that the rooms need; the rooms themselves are read from their sources.
    private String libraries() {
        Path classpath = root.resolve("site/target/classpath");
        try {
            return Arrays.stream(Files.readString(classpath).strip().split(File.pathSeparator))
                    .filter(entry -> entry.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new SiteException("cannot read " + classpath + ", which the build writes", e);
        }
    }

    private static void run(List<String> command, Path site) {
        try {
            Path log = site.resolveSibling("javadoc.log");
            Process javadoc =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            javadoc.getOutputStream().close();
            if (javadoc.waitFor() != 0) {
                throw new SiteException(
                        "javadoc failed:\n"
                                + String.join(
                                        "\n",
                                        Files.readAllLines(log).stream()
                                                .filter(line -> line.contains("error"))
                                                .limit(10)
                                                .toList()));
            }
        } catch (IOException e) {
            throw new SiteException("cannot start javadoc: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SiteException("interrupted", e);
        }
    }
}
