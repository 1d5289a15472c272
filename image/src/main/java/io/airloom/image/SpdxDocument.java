package io.airloom.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/// Writes an [ImageManifest] as an SPDX 2.3 document in JSON: a package for the image, one for each
/// Debian package and each source, a file for each patch, and how they hang together.
///
/// What changes from one day to the next is not in it: the time of its creation is the beginning of
/// 1970, and its namespace follows from the manifest.
final class SpdxDocument {
    private static final String DOCUMENT = "SPDXRef-DOCUMENT";
    private static final String IMAGE = "SPDXRef-Image";
    private static final String UNKNOWN = ImageManifest.UNKNOWN;

    /// What is known of a relationship: from, kind, to.
    private record Relationship(String from, String kind, String to) {}

    private final ImageManifest manifest;
    private final JsonGenerator json;
    private final List<Relationship> relationships = new ArrayList<>();
    private final NavigableMap<String, String> otherLicences = new TreeMap<>();
    private final Set<String> patchFiles = new HashSet<>();

    private SpdxDocument(ImageManifest manifest, JsonGenerator json) {
        this.manifest = manifest;
        this.json = json;
    }

    /// The document of a manifest.
    static String json(ImageManifest manifest) {
        return ImageManifest.json(json -> new SpdxDocument(manifest, json).write());
    }

    private void write() {
        json.writeStringProperty("spdxVersion", "SPDX-2.3");
        json.writeStringProperty("dataLicense", "CC0-1.0");
        json.writeStringProperty("SPDXID", DOCUMENT);
        json.writeStringProperty("name", manifest.image());
        UUID id = UUID.nameUUIDFromBytes(manifest.json().getBytes(StandardCharsets.UTF_8));
        json.writeStringProperty("documentNamespace", "urn:uuid:" + id);
        json.writeObjectPropertyStart("creationInfo");
        json.writeStringProperty("created", "1970-01-01T00:00:00Z");
        json.writeArrayPropertyStart("creators");
        json.writeString("Tool: airloom");
        json.writeEndArray();
        json.writeEndObject();
        relate(DOCUMENT, "DESCRIBES", IMAGE);
        json.writeArrayPropertyStart("packages");
        writeImage();
        manifest.packages().forEach(this::writePackage);
        manifest.sources().forEach(this::writeSource);
        json.writeEndArray();
        json.writeArrayPropertyStart("files");
        manifest.sources().forEach(this::writePatches);
        json.writeEndArray();
        writeOtherLicences();
        writeRelationships();
    }

    private void writeImage() {
        json.writeStartObject();
        json.writeStringProperty("SPDXID", IMAGE);
        json.writeStringProperty("name", manifest.image());
        json.writeStringProperty("summary", manifest.about());
        json.writeStringProperty("downloadLocation", UNKNOWN);
        json.writeBooleanProperty("filesAnalyzed", false);
        json.writeStringProperty("primaryPackagePurpose", "OPERATING_SYSTEM");
        json.writeStringProperty("licenseConcluded", UNKNOWN);
        json.writeStringProperty("licenseDeclared", UNKNOWN);
        json.writeStringProperty("copyrightText", UNKNOWN);
        StringBuilder files = new StringBuilder("kernel " + manifest.kernelRelease());
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            files.append("; ").append(file.getKey()).append(" sha256 ").append(file.getValue());
        }
        json.writeStringProperty("comment", files.toString());
        json.writeEndObject();
    }

    private void writePackage(DebianPackage one) {
        String id = "SPDXRef-Package-" + plain(one.name() + "-" + one.architecture());
        Optional<DebianLicence> licence = DebianLicence.of(one.copyright());
        licence.ifPresent(found -> found.others().forEach(otherLicences::putIfAbsent));
        json.writeStartObject();
        json.writeStringProperty("SPDXID", id);
        json.writeStringProperty("name", one.name());
        json.writeStringProperty("versionInfo", one.version());
        json.writeStringProperty("downloadLocation", UNKNOWN);
        json.writeBooleanProperty("filesAnalyzed", false);
        writeChecksums(one.sha256(), "");
        json.writeStringProperty(
                "sourceInfo",
                "built from Debian's source package " + one.source() + " " + one.sourceVersion());
        json.writeStringProperty("licenseConcluded", UNKNOWN);
        json.writeStringProperty(
                "licenseDeclared", licence.map(DebianLicence::expression).orElse(UNKNOWN));
        json.writeStringProperty("copyrightText", UNKNOWN);
        json.writeArrayPropertyStart("externalRefs");
        json.writeStartObject();
        json.writeStringProperty("referenceCategory", "PACKAGE-MANAGER");
        json.writeStringProperty("referenceType", "purl");
        json.writeStringProperty(
                "referenceLocator",
                "pkg:deb/debian/%s@%s?arch=%s&distro=%s"
                        .formatted(
                                purl(one.name()),
                                purl(one.version()),
                                one.architecture(),
                                manifest.suite()));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        relate(IMAGE, "GENERATED_FROM", id);
    }

    private void writeSource(ImageManifest.Source one) {
        String id = sourceId(one);
        json.writeStartObject();
        json.writeStringProperty("SPDXID", id);
        json.writeStringProperty("name", one.name());
        json.writeStringProperty("downloadLocation", UNKNOWN);
        json.writeBooleanProperty("filesAnalyzed", false);
        json.writeStringProperty("primaryPackagePurpose", "SOURCE");
        if (!one.sha256().isEmpty()) {
            writeChecksums(one.sha256(), "");
        }
        json.writeStringProperty("sourceInfo", one.origin());
        json.writeStringProperty("licenseConcluded", UNKNOWN);
        json.writeStringProperty("licenseDeclared", UNKNOWN);
        json.writeStringProperty("copyrightText", UNKNOWN);
        json.writeEndObject();
        relate(IMAGE, "GENERATED_FROM", id);
    }

    private void writePatches(ImageManifest.Source source) {
        for (ImageManifest.Patch patch : source.patches()) {
            String id = "SPDXRef-Patch-" + patch.sha256().substring(0, 16);
            if (patchFiles.add(id)) {
                json.writeStartObject();
                json.writeStringProperty("SPDXID", id);
                json.writeStringProperty("fileName", "./" + patch.name());
                writeChecksums(patch.sha256(), patch.sha1());
                json.writeStringProperty("licenseConcluded", UNKNOWN);
                json.writeStringProperty("copyrightText", UNKNOWN);
                json.writeEndObject();
            }
            relate(id, "PATCH_APPLIED", sourceId(source));
        }
    }

    private static String sourceId(ImageManifest.Source source) {
        return "SPDXRef-Source-" + plain(source.name());
    }

    private void writeChecksums(String sha256, String sha1) {
        json.writeArrayPropertyStart("checksums");
        if (!sha1.isEmpty()) {
            writeChecksum("SHA1", sha1);
        }
        writeChecksum("SHA256", sha256);
        json.writeEndArray();
    }

    private void writeChecksum(String algorithm, String value) {
        json.writeStartObject();
        json.writeStringProperty("algorithm", algorithm);
        json.writeStringProperty("checksumValue", value);
        json.writeEndObject();
    }

    private void writeOtherLicences() {
        json.writeArrayPropertyStart("hasExtractedLicensingInfos");
        otherLicences.forEach((id, text) -> {
            json.writeStartObject();
            json.writeStringProperty("licenseId", id);
            json.writeStringProperty("extractedText", text);
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    private void writeRelationships() {
        json.writeArrayPropertyStart("relationships");
        for (Relationship relationship : relationships) {
            json.writeStartObject();
            json.writeStringProperty("spdxElementId", relationship.from());
            json.writeStringProperty("relationshipType", relationship.kind());
            json.writeStringProperty("relatedSpdxElement", relationship.to());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void relate(String from, String kind, String to) {
        relationships.add(new Relationship(from, kind, to));
    }

    /// Identifiers have letters, digits, dots and dashes. Names that differ stay different.
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints()
                .forEach(c -> {
                    boolean same =
                            c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.');
                    plain.append(same ? Character.toString(c) : ".%02x.".formatted(c));
                });
        return plain.toString();
    }

    /// A part of a package address: `+`, `:` and `~` of Debian's versions are written as octets.
    private static String purl(String text) {
        return text.replace("%", "%25").replace("+", "%2B").replace(":", "%3A");
    }
}
