package io.airloom.image;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// What an image was made from and what came out, for programs. The same image has the same one,
/// octet for octet.
///
/// @param image the recipe's name
/// @param kernelRelease as `uname -r` says it
/// @param packages that the image was made from, by name
/// @param sources what was built here, by name
/// @param files the results' hashes by their names
public record ImageManifest(
        String image,
        String about,
        String suite,
        Architecture architecture,
        String kernelRelease,
        List<DebianPackage> packages,
        List<Source> sources,
        SortedMap<String, String> files) {
    /// The manifest itself.
    public static final String FILE_NAME = "manifest.json";

    /// The same for programs that know SPDX.
    public static final String SPDX_FILE_NAME = "manifest.spdx.json";

    /// What a licence is called that is not known.
    static final String UNKNOWN = "NOASSERTION";

    private static final JsonFactory JSON = new JsonFactory();

    /// Lines and indents, as people want them.
    private static final ObjectWriteContext INDENTED =
            new ObjectWriteContext.Base() {
                @Override
                public PrettyPrinter getPrettyPrinter() {
                    return new DefaultPrettyPrinter();
                }

                @Override
                public boolean hasPrettyPrinter() {
                    return true;
                }
            };

    public ImageManifest {
        packages = List.copyOf(packages);
        sources = List.copyOf(sources);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// Something that was built from source.
    ///
    /// @param name the build's
    /// @param origin where the source comes from, in words; no path of this machine
    /// @param sha256 of the source: of an archive, or of all files of a folder; empty for what a
    ///   distribution's signature vouches for
    /// @param patches applied to it, in their order
    public record Source(String name, String origin, String sha256, List<Patch> patches) {
        public Source {
            patches = List.copyOf(patches);
        }
    }

    /// A patch.
    ///
    /// @param sha1 which SPDX asks for
    public record Patch(String name, String sha256, String sha1) {
        static Patch of(Path file) throws IOException {
            return new Patch(
                    String.valueOf(file.getFileName()),
                    Manifest.hash("SHA-256", file),
                    Manifest.hash("SHA-1", file));
        }
    }

    /// Writes both files into a folder.
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE_NAME), json());
        Files.writeString(folder.resolve(SPDX_FILE_NAME), SpdxDocument.json(this));
    }

    /// This as JSON.
    String json() {
        return json(json -> {
            json.writeStringProperty("image", image);
            json.writeStringProperty("about", about);
            json.writeStringProperty("suite", suite);
            json.writeStringProperty("architecture", architecture.debianName());
            json.writeStringProperty("kernel", kernelRelease);
            json.writeObjectPropertyStart("files");
            files.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeArrayPropertyStart("packages");
            packages.forEach(one -> write(json, one));
            json.writeEndArray();
            json.writeArrayPropertyStart("sources");
            sources.forEach(one -> write(json, one));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, DebianPackage one) {
        json.writeStartObject();
        json.writeStringProperty("name", one.name());
        json.writeStringProperty("version", one.version());
        json.writeStringProperty("architecture", one.architecture());
        json.writeStringProperty("source", one.source());
        json.writeStringProperty("sourceVersion", one.sourceVersion());
        json.writeStringProperty("sha256", one.sha256());
        json.writeStringProperty(
                "licence",
                DebianLicence.of(one.copyright()).map(DebianLicence::expression).orElse(UNKNOWN));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Source one) {
        json.writeStartObject();
        json.writeStringProperty("name", one.name());
        json.writeStringProperty("origin", one.origin());
        json.writeStringProperty("sha256", one.sha256().isEmpty() ? UNKNOWN : one.sha256());
        json.writeArrayPropertyStart("patches");
        for (Patch patch : one.patches()) {
            json.writeStartObject();
            json.writeStringProperty("name", patch.name());
            json.writeStringProperty("sha256", patch.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// An object as indented text.
    static String json(Consumer<JsonGenerator> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(INDENTED, text)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return text + "\n";
    }
}
