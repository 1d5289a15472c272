package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Looks for manifests that throw, and for ones that are believed although they are not ours.
/// Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class ManifestFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreAManifestOrNot(byte[] octets) throws IOException {
        Path folder = Files.createTempDirectory("airloom-manifest");
        Path file = folder.resolve(Manifest.FILE_NAME);
        try {
            Files.write(file, octets);
            boolean matches = Manifest.matches(folder);
            // Nothing else is in the folder: only the manifest of nothing can be right.
            assertThat(matches && octets.length > 80).isFalse();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
