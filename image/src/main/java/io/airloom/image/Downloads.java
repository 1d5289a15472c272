package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Archives from elsewhere, in the cache by their hashes. They come through apt's own downloader,
/// so that what the machine says about proxies, credentials and certificates holds here, too.
final class Downloads {
    private static final Path DOWNLOADER = Path.of("/usr/lib/apt/apt-helper");

    private Downloads() {}

    /// The file, fetched first if it is not there.
    ///
    /// @throws EnvironmentException if it cannot be fetched, or is not what the hash says
    static Path file(Cache cache, Progress progress, Recipe.Fetch.Download download) {
        Path folder =
                cache.entry(
                        "download-" + download.sha256(),
                        progress,
                        part -> fetch(progress, download, part.resolve("archive")));
        return folder.resolve("archive");
    }

    private static void fetch(Progress progress, Recipe.Fetch.Download download, Path file)
            throws IOException {
        String uri = download.uri().toString();
        if (!Files.isExecutable(DOWNLOADER)) {
            throw new EnvironmentException(
                    "this machine has no " + DOWNLOADER + ", with which archives are fetched",
                    "fetch " + uri + " yourself and name the file in the recipe");
        }
        try (Progress.Task task = progress.task("downloading " + uri, 0)) {
            Subprocess.Result result =
                    Subprocess.run(
                            List.of(
                                    DOWNLOADER.toString(),
                                    "-o",
                                    "APT::Sandbox::User=",
                                    "download-file",
                                    uri,
                                    file.toString()),
                            Map.of(),
                            null,
                            () -> task.update(file.toFile().length()));
            if (!result.ok() || !Files.isRegularFile(file)) {
                StringBuilder text = new StringBuilder("cannot download " + uri);
                result.errors().stream()
                        .filter(line -> line.startsWith("E:"))
                        .limit(4)
                        .forEach(line -> text.append("\n  ").append(Printable.line(line)));
                throw new EnvironmentException(
                        text.toString(),
                        "check the network, apt's proxy settings and the space on the disk, then run"
                                + " the same command again");
            }
            Sources.verify(uri, file, download.sha256());
            task.done();
        }
    }
}
