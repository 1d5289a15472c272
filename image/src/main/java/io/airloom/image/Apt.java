package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Debian's apt with a state of its own in our cache: nothing of the machine's package state is
/// read or written, no root is needed, and the releases asked for need not be the machine's.
///
/// What the machine's apt configuration says (proxies, credentials, trust) stays in force. Only
/// what would touch the machine is taken back: hooks that run after an update. With an empty status
/// file apt resolves everything down to libc, so that what comes out does not depend on the host.
public final class Apt implements AutoCloseable {
    /// Chooses the mirror where the machine's own sources name none, or another one.
    public static final String MIRROR_VARIABLE = "AIRLOOM_DEBIAN_MIRROR";

    static final Path SYSTEM_FOLDER = Path.of("/etc/apt");

    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

    /// Long enough for the few trees that one command fetches one after the other.
    private static final Duration LISTS_STAY_FRESH = Duration.ofMinutes(10);

    private static final Pattern PRINTED_URI =
            Pattern.compile("'([^']+)' (\\S+) (\\d+) SHA256:([0-9a-f]{64})");

    /// Where packages come from.
    ///
    /// @param uri what stands before `dists/`
    /// @param keyring the keys that sign it; a path, an armoured key, or empty for apt's own
    ///   trusted keys
    public record Mirror(String uri, String keyring) {
        /// The mirror of this machine.
        ///
        /// @throws EnvironmentException if it has no apt or names no mirror of Debian
        public static Mirror ofThisMachine() {
            String chosen = System.getenv(MIRROR_VARIABLE);
            if (chosen != null && !chosen.isBlank()) {
                return new Mirror(chosen.strip(), defaultKeyring());
            }
            Optional<AptSources.Source> source;
            try {
                source = AptSources.debianMirror(SYSTEM_FOLDER);
            } catch (IOException e) {
                throw new EnvironmentException(
                        "cannot read the apt sources in " + SYSTEM_FOLDER + ": " + e.getMessage(),
                        "name a Debian mirror in the variable " + MIRROR_VARIABLE,
                        e);
            }
            return source.map(s -> new Mirror(s.uri(), keyring(s.signedBy())))
                    .orElseThrow(() ->
                            new EnvironmentException(
                                    "the apt sources in "
                                            + SYSTEM_FOLDER
                                            + " name no mirror of a Debian release",
                                    "name one (http://HOST/debian) in the variable "
                                            + MIRROR_VARIABLE));
        }

        private static String keyring(String signedBy) {
            boolean usable =
                    signedBy.contains("BEGIN PGP")
                            || (signedBy.startsWith("/") && Files.isReadable(Path.of(signedBy)));
            return usable ? signedBy : defaultKeyring();
        }

        private static String defaultKeyring() {
            return Files.isReadable(KEYRING) ? KEYRING.toString() : "";
        }
    }

    /// One package file.
    ///
    /// @param fileName as apt stores it
    /// @param bytes its size
    /// @param sha256 its hash in hexadecimal digits
    public record Archive(String fileName, long bytes, String sha256) {}

    private final Path state;
    private final Mirror mirror;
    private final List<String> suites;
    private final Janitor janitor;

    private Apt(Path state, Mirror mirror, List<String> suites) throws IOException {
        this.state = state;
        this.mirror = mirror;
        this.suites = suites;
        // An apt that a killed run left behind would hold apt's own locks for as long as it
        // downloads.
        Janitor.start(guard()).close();
        this.janitor = Janitor.start(guard());
    }

    /// No folder of this name is made: it marks the processes that must not outlive us.
    private Path guard() {
        return state.resolve("guard");
    }

    /// Checks that this machine has the programs that fetch and unpack packages.
    ///
    /// @param path the folders to look into, with colons between
    /// @throws EnvironmentException if one is missing
    public static void requirePrograms(String path) {
        for (String program : List.of("apt-get", "dpkg-deb")) {
            boolean found =
                    Stream.of(path.split(":", -1))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            if (!found) {
                throw new EnvironmentException(
                        "this machine has no "
                                + program
                                + ", with which QEMU and the guests' packages are fetched",
                        "run Airloom on Debian 12 or newer, or install apt and dpkg");
            }
        }
    }

    /// Prepares the state folder for these suites of this mirror.
    ///
    /// @param parent the folder in which state folders are kept
    static Apt prepare(Path parent, Mirror mirror, List<String> suites, Architecture architecture)
            throws IOException {
        String key = Manifest.sha256(mirror + " " + suites + " " + architecture).substring(0, 12);
        return prepare(parent, key, mirror, suites, architecture, "deb", "target=Packages");
    }

    /// Prepares the state folder for the source packages of a suite.
    static Apt prepareSources(Path parent, Mirror mirror, String suite) throws IOException {
        String key = Manifest.sha256("sources " + mirror + " " + suite).substring(0, 12);
        List<String> suites = List.of(suite);
        Architecture host = Architecture.host();
        return prepare(parent, key, mirror, suites, host, "deb-src", "target=Sources");
    }

    private static Apt prepare(
            Path parent,
            String key,
            Mirror mirror,
            List<String> suites,
            Architecture architecture,
            String type,
            String target)
            throws IOException {
        Path state = parent.resolve(key);
        for (String folder :
                List.of("lists/partial", "archives/partial", "cache", "none/partial", "empty")) {
            Files.createDirectories(state.resolve(folder));
        }
        Files.writeString(state.resolve("status"), "");
        StringBuilder sources = new StringBuilder();
        String signedBy = mirror.keyring();
        if (signedBy.contains("BEGIN PGP")) {
            Path armoured = state.resolve("mirror.asc");
            Files.writeString(armoured, signedBy + "\n");
            signedBy = armoured.toString();
        }
        String options = signedBy.isEmpty() ? target : target + " signed-by=" + signedBy;
        // apt uses packages of a file: mirror where they are; of a copy: mirror it makes copies.
        String uri = mirror.uri().replaceFirst("^file:", "copy:");
        for (String suite : suites) {
            sources.append("%s [%s] %s %s main\n".formatted(type, options, uri, suite));
        }
        Files.writeString(state.resolve("sources.list"), sources);
        Files.writeString(
                state.resolve("apt.conf"),
                Resources.text("apt.conf")
                        .replace("STATE", state.toString())
                        .replace("ARCHITECTURE", architecture.debianName()));
        return new Apt(state, mirror, suites);
    }

    /// Fetches the lists of packages, with their signatures checked, unless that was done just now.
    /// Where they cannot be had, those of an earlier time will do, and what was downloaded with
    /// them is found without a network.
    void update(Progress progress) throws IOException {
        Path stamp = state.resolve("updated");
        if (Files.exists(stamp)
                && Files.getLastModifiedTime(stamp)
                        .toInstant()
                        .isAfter(Instant.now().minus(LISTS_STAY_FRESH))) {
            return;
        }
        Path last = state.resolve("last-update");
        try (Progress.Task task = progress.task("reading Debian's package lists", 0)) {
            Path partial = state.resolve("lists");
            run(
                    List.of("update", "--error-on=any"),
                    "cannot read the package lists of " + String.join(" and ", suites),
                    () -> task.update(folderBytes(partial)));
            task.done();
        } catch (EnvironmentException e) {
            if (!Files.exists(last)) {
                throw e;
            }
            progress.note(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; going on with those of "
                            + LocalDate.ofInstant(
                                    Files.getLastModifiedTime(last).toInstant(), ZoneOffset.UTC));
            return;
        }
        Files.writeString(stamp, "");
        Files.writeString(last, "");
    }

    /// What installing these packages into an empty system needs.
    ///
    /// @param target the suite that is preferred
    List<Archive> resolve(String target, List<String> packages) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-o", "Dir::Cache::archives=" + state.resolve("none")));
        command.addAll(List.of("-t", target, "-y", "--print-uris", "install"));
        command.addAll(packages);
        String output =
                run(
                        command,
                        "cannot resolve " + String.join(" ", packages) + " of " + target,
                        () -> {});
        List<Archive> archives = parsePrintedUris(output);
        if (archives.isEmpty()) {
            throw failed("apt names no packages for " + String.join(" ", packages), List.of());
        }
        return archives;
    }

    /// Reads the lines `'URI' NAME SIZE SHA256:HASH` of `--print-uris`; others are not for us.
    public static List<Archive> parsePrintedUris(String output) {
        List<Archive> archives = new ArrayList<>();
        for (String line : output.lines().toList()) {
            Matcher m = PRINTED_URI.matcher(line);
            if (m.matches()) {
                archives.add(new Archive(m.group(2), Long.parseLong(m.group(3)), m.group(4)));
            }
        }
        return archives;
    }

    /// Downloads what is not there yet, going on where an interrupted download stopped.
    ///
    /// @return the files, in the order of the archives
    List<Path> download(
            String label,
            String target,
            List<String> packages,
            List<Archive> archives,
            Progress progress)
            throws IOException {
        long total = 0;
        for (Archive archive : archives) {
            total += archive.bytes();
            Path file = file(archive);
            if (Files.exists(file) && !isWhole(archive)) {
                Files.delete(file);
            }
        }
        try (Progress.Task task = progress.task("downloading " + label, total)) {
            List<String> command = new ArrayList<>(List.of("-t", target, "-y", "-d", "install"));
            command.addAll(packages);
            LongConsumer update = task::update;
            run(command, "cannot download " + label, () -> update.accept(folderBytes(archives)));
            task.done();
        }
        List<Path> files = new ArrayList<>();
        for (Archive archive : archives) {
            if (!isWhole(archive)) {
                throw failed(
                        "the downloaded " + archive.fileName() + " is not what was announced",
                        List.of());
            }
            files.add(file(archive));
        }
        return files;
    }

    /// Downloads a source package.
    ///
    /// @param name its name, or that of a package that is built from it
    /// @return its files, as the package's description lists them
    List<Path> downloadSource(String name, Progress progress) throws IOException {
        List<String> command = new ArrayList<>(List.of("--print-uris", "source", name));
        String problem = "cannot find the source package " + name + " of " + suites.getFirst();
        List<Archive> archives = parsePrintedUris(run(command, problem, () -> {}));
        if (archives.isEmpty()) {
            throw failed(problem, List.of());
        }
        long total = archives.stream().mapToLong(Archive::bytes).sum();
        List<Path> files = new ArrayList<>();
        try (Progress.Task task = progress.task("downloading the source of " + name, total)) {
            command.set(0, "--download-only");
            runIn(
                    state.resolve("archives"),
                    command,
                    "cannot download the source of " + name,
                    () -> task.update(folderBytes(archives)));
            for (Archive archive : archives) {
                if (!isWhole(archive)) {
                    Files.deleteIfExists(file(archive));
                    throw failed(
                            "the downloaded " + archive.fileName() + " is not what was announced",
                            List.of());
                }
                files.add(file(archive));
            }
            task.done();
        }
        return files;
    }

    private Path file(Archive archive) {
        return state.resolve("archives").resolve(archive.fileName());
    }

    private boolean isWhole(Archive archive) throws IOException {
        Path file = file(archive);
        return Files.isRegularFile(file)
                && Files.size(file) == archive.bytes()
                && Manifest.sha256(file).equals(archive.sha256());
    }

    private long folderBytes(List<Archive> archives) {
        long bytes = 0;
        for (Archive archive : archives) {
            Path whole = file(archive);
            Path part = state.resolve("archives/partial").resolve(archive.fileName());
            bytes += Math.max(whole.toFile().length(), part.toFile().length());
        }
        return bytes;
    }

    private static long folderBytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private String run(List<String> arguments, String problem, Runnable tick) throws IOException {
        return runIn(state, arguments, problem, tick);
    }

    private String runIn(Path folder, List<String> arguments, String problem, Runnable tick)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString()));
        command.addAll(List.of("apt-get", "-q", "-c", state.resolve("apt.conf").toString()));
        command.addAll(arguments);
        Map<String, String> environment = Map.of(Janitor.VARIABLE, guard().toString());
        Subprocess.Result result = Subprocess.run(command, environment, null, tick);
        if (!result.ok()) {
            // The mirror may have moved on: read its lists anew the next time.
            Files.deleteIfExists(state.resolve("updated"));
            throw failed(problem, result.errors());
        }
        return result.output();
    }

    private EnvironmentException failed(String problem, List<String> errors) {
        StringBuilder text = new StringBuilder(problem + " from " + mirror.uri());
        errors.stream()
                .filter(line -> line.startsWith("E:") || line.startsWith("Err:"))
                .distinct()
                .limit(6)
                .forEach(line -> text.append("\n  ").append(line));
        return new EnvironmentException(
                text.toString(),
                "check the network, apt's proxy settings and the space on the disk, then run the"
                        + " same command again: what has arrived is kept. Another mirror can be"
                        + " named in "
                        + MIRROR_VARIABLE);
    }

    /// Ends what apt may still be doing.
    @Override
    public void close() {
        janitor.close();
    }
}
