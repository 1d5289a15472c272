package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ImageManifestTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static final String COPYRIGHT =
            """
            Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
            Source: somewhere

            Files: *
            Copyright: 2020 Somebody
            License: GPL-2+ or BSD-3-clause

            Files: debian/*
            License: Expat

            Files: odd/*
            License: Odd one

            License: Odd one
             You may.
             .
             Or not.
            """;

    private static DebianPackage debian(String name, String version, String more, String text) {
        return new DebianPackage(
                "Package: %s\nVersion: %s\nArchitecture: amd64\n%s".formatted(name, version, more),
                text,
                HASH);
    }

    private static ImageManifest manifest() {
        return new ImageManifest(
                "custom",
                "mine",
                "trixie",
                Architecture.AMD64,
                "6.12.1",
                List.of(
                        debian("iw", "6.9-1", "", COPYRIGHT),
                        debian("libstdc++6", "14.2.0-19", "Source: gcc-14 (14.2.0-18)\n", "free")),
                List.of(
                        new ImageManifest.Source(
                                "hello",
                                "the folder hello",
                                HASH,
                                List.of(
                                        new ImageManifest.Patch(
                                                "a.patch", HASH, HASH.substring(0, 40)))),
                        new ImageManifest.Source("linux", "Debian's package x", "", List.of())),
                new TreeMap<>(Map.of("initrd", HASH, "vmlinux", HASH)));
    }

    /// The strings of a document with the names that lead to them: `packages.name=iw`.
    private static List<String> strings(String text) {
        List<String> strings = new java.util.ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    String path = json.streamReadContext().pathAsPointer().toString();
                    strings.add(path.substring(1).replaceAll("/\\d+", "") + "=" + json.getString());
                }
            }
        }
        return strings;
    }

    @Test
    void everyPackageHasVersionLicenceAndHash() {
        assertThat(strings(manifest().json()))
                .contains(
                        "image=custom",
                        "kernel=6.12.1",
                        "files/initrd=" + HASH,
                        "packages/name=iw",
                        "packages/version=6.9-1",
                        "packages/sha256=" + HASH,
                        "packages/licence=(GPL-2.0-or-later OR BSD-3-Clause) AND"
                                + " LicenseRef-Debian-Odd-one AND MIT",
                        "packages/source=gcc-14",
                        "packages/sourceVersion=14.2.0-18",
                        "packages/licence=NOASSERTION",
                        "sources/name=hello",
                        "sources/patches/name=a.patch");
    }

    @Test
    void theSpdxDocumentHasWhatTheStandardRequires() {
        List<String> strings = strings(SpdxDocument.json(manifest()));
        assertThat(strings)
                .contains(
                        "spdxVersion=SPDX-2.3",
                        "dataLicense=CC0-1.0",
                        "SPDXID=SPDXRef-DOCUMENT",
                        "name=custom",
                        "creationInfo/created=1970-01-01T00:00:00Z",
                        "creationInfo/creators=Tool: airloom",
                        "files/checksums/algorithm=SHA1",
                        "relationships/relationshipType=DESCRIBES",
                        "relationships/relationshipType=PATCH_APPLIED",
                        "hasExtractedLicensingInfos/licenseId=LicenseRef-Debian-Odd-one",
                        "packages/externalRefs/referenceLocator="
                                + "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie");
        assertThat(strings)
                .anyMatch(one -> one.matches("documentNamespace=urn:uuid:[0-9a-f-]{36}"));
        Set<String> ids = new HashSet<>();
        for (String one : strings) {
            if (one.matches("(\\w+/)?SPDXID=.*")) {
                String id = one.substring(one.indexOf('=') + 1);
                assertThat(id).matches("SPDXRef-[A-Za-z0-9.-]+");
                assertThat(ids.add(id)).as("%s once", id).isTrue();
            }
        }
        long packages = strings.stream().filter(one -> one.startsWith("packages/SPDXID=")).count();
        assertThat(packages).isEqualTo(5);
        for (String required :
                List.of("name", "downloadLocation", "filesAnalyzed", "licenseDeclared")) {
            assertThat(strings.stream().filter(one -> one.startsWith("packages/" + required + "=")))
                    .as(required)
                    .hasSize((int) packages);
        }
        for (String one : strings) {
            if (one.matches("relationships/(spdxElementId|relatedSpdxElement)=.*")) {
                assertThat(ids).contains(one.substring(one.indexOf('=') + 1));
            }
        }
    }

    @Test
    void theSameImageHasTheSameManifests() {
        assertThat(manifest().json()).isEqualTo(manifest().json()).endsWith("}\n");
        assertThat(SpdxDocument.json(manifest())).isEqualTo(SpdxDocument.json(manifest()));
    }

    @Test
    void aCopyrightFileInNoKnownFormGivesNoLicence() {
        assertThat(DebianLicence.of("License: GPL-2\n")).isEmpty();
        assertThat(DebianLicence.of("")).isEmpty();
        assertThat(DebianLicence.of("Format: x/copyright-format/1.0/\n\nFiles: *\n")).isEmpty();
    }
}
