package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a Debian package says of itself, kept beside the tree that it was unpacked into: a folder
/// each with its control fields, its copyright file where it has one, and the hash of its file.
///
/// @param control the fields as dpkg prints them
/// @param copyright empty if it has none of its own
/// @param sha256 of the package's file
public record DebianPackage(String control, String copyright, String sha256) {
    /// Longest copyright file that is read, in bytes; the longest in Debian's main has 2 MB.
    private static final long MAX_COPYRIGHT_BYTES = 8L << 20;

    /// Notes what package files say of themselves.
    ///
    /// @param archives the package files
    /// @param tree what they were unpacked into, with documentation
    /// @param folder for what is noted; made here
    static void note(List<Path> archives, Path tree, Path folder) throws IOException {
        for (Path archive : archives) {
            Subprocess.Result fields =
                    Subprocess.run(List.of("dpkg-deb", "--field", archive.toString()));
            if (!fields.ok()) {
                throw new IOException(
                        "cannot read " + archive + ": " + String.join(" ", fields.errors()));
            }
            DebianPackage one = new DebianPackage(fields.output(), "", "");
            Path place = folder.resolve(one.name() + ":" + one.architecture());
            Files.createDirectories(place);
            Files.writeString(place.resolve("control"), one.control());
            Files.writeString(place.resolve("sha256"), Manifest.sha256(archive) + "\n");
            Optional<Path> copyright = copyright(tree, one.name());
            if (copyright.isPresent()) {
                Files.copy(copyright.get(), place.resolve("copyright"));
            }
        }
    }

    /// The copyright file, also where the package's documentation is a link to another's.
    private static Optional<Path> copyright(Path tree, String name) throws IOException {
        Path file = tree.resolve("usr/share/doc").resolve(name).resolve("copyright");
        boolean good =
                Files.isRegularFile(file)
                        && file.toRealPath().startsWith(tree.toRealPath())
                        && Files.size(file) <= MAX_COPYRIGHT_BYTES;
        return good ? Optional.of(file.toRealPath()) : Optional.empty();
    }

    /// Reads what was noted, in the order of the names.
    static List<DebianPackage> read(Path folder) throws IOException {
        List<DebianPackage> packages = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return packages;
        }
        try (Stream<Path> places = Files.list(folder)) {
            for (Path place : places.toList()) {
                Path copyright = place.resolve("copyright");
                packages.add(
                        new DebianPackage(
                                Files.readString(place.resolve("control")),
                                Files.exists(copyright)
                                        ? new String(
                                                Files.readAllBytes(copyright),
                                                java.nio.charset.StandardCharsets.UTF_8)
                                        : "",
                                Files.readString(place.resolve("sha256")).strip()));
            }
        }
        packages.sort(
                Comparator.comparing(DebianPackage::name)
                        .thenComparing(DebianPackage::architecture));
        return packages;
    }

    /// The package's name.
    public String name() {
        return field("Package");
    }

    /// Its version.
    public String version() {
        return field("Version");
    }

    /// `amd64`, …, or `all`.
    public String architecture() {
        return field("Architecture");
    }

    /// The source package that it was built from.
    public String source() {
        String source = field("Source");
        return source.isEmpty() ? name() : source.replaceFirst(" .*", "");
    }

    /// The version of its source package.
    public String sourceVersion() {
        String source = field("Source");
        int open = source.indexOf('(');
        int close = source.indexOf(')');
        return open > 0 && close > open ? source.substring(open + 1, close) : version();
    }

    /// The first line of one of its fields; empty if it has none.
    private String field(String name) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : control.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
                fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields.getOrDefault(name, "");
    }
}
