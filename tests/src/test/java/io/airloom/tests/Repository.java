package io.airloom.tests;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the checkout lies that these tests belong to.
final class Repository {
    private Repository() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("airloom"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
