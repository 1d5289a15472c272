package io.airloom.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder where fetched and built things are kept between runs, shared by parallel runs.
///
/// An *entry* is a folder that is whole or not there: it is built under a name that ends in
/// `.part`, gets a [Manifest], and is then renamed. One run builds it while the others wait for its
/// lock. An entry that its manifest does not match is built again. The parts that killed runs left
/// go when their entry is built next.
public final class Cache {
    private static final long LOCK_POLL_MILLIS = 100;

    private static final Duration OUTDATED = Duration.ofDays(30);

    /// File locks belong to the process; these keep its own threads apart.
    private static final Map<Path, ReentrantLock> THREAD_LOCKS = new ConcurrentHashMap<>();

    private final Path root;

    private Cache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /// `$XDG_CACHE_HOME/airloom`, or `~/.cache/airloom`.
    public static Cache standard() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        String home = System.getenv("HOME");
        Path base =
                xdg != null && Path.of(xdg).isAbsolute()
                        ? Path.of(xdg)
                        : Path.of(home != null ? home : System.getProperty("user.home"), ".cache");
        return new Cache(base.resolve("airloom"));
    }

    /// A cache in a folder of its own.
    public static Cache in(Path root) {
        return new Cache(root);
    }

    /// The folder. It may not be there yet.
    public Path root() {
        return root;
    }

    /// What makes an entry.
    @FunctionalInterface
    public interface Builder {
        /// Fills an empty folder.
        void build(Path folder) throws IOException;
    }

    /// Gives an entry, building it first if it is not there or broken.
    ///
    /// @param name a file name that changes whenever what the entry is made from changes
    /// @throws EnvironmentException if it cannot be built
    public Path entry(String name, Progress progress, Builder builder) {
        Path entry = root.resolve(name);
        if (Manifest.matches(entry)) {
            return used(entry);
        }
        try (Lock _ = lock(name, progress)) {
            if (Manifest.matches(entry)) {
                return entry;
            }
            if (Files.exists(entry)) {
                progress.note("the cached " + name + " is broken; building it again");
            }
            removeParts(name);
            removeOutdated(name);
            Path part = root.resolve(name + "." + UUID.randomUUID() + ".part");
            Files.createDirectory(part);
            try {
                builder.build(part);
                Manifest.write(part);
                removeTree(entry);
                Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
                removeTree(workFolder(name));
            } finally {
                removeTree(part);
            }
            return entry;
        } catch (IOException e) {
            throw broken("cannot build " + entry + ": " + Reason.of(e), e);
        }
    }

    /// Notes that an entry is in use, for [#removeOutdated].
    private static Path used(Path entry) {
        try {
            Files.setLastModifiedTime(
                    entry.resolve(Manifest.FILE_NAME), FileTime.from(Instant.now()));
        } catch (IOException e) {
            // A cache that may only be read is as good.
            return entry;
        }
        return entry;
    }

    /// Entries that differ from this one only in the hash that ends their names are of other
    /// versions of this program. They go when nobody has used them for long.
    private void removeOutdated(String name) throws IOException {
        String beginning = name.substring(0, name.lastIndexOf('-') + 1);
        Instant limit = Instant.now().minus(OUTDATED);
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                String fileName = file.getFileName().toString();
                Path dated = fileName.endsWith(".work") ? file : file.resolve(Manifest.FILE_NAME);
                if (!beginning.isEmpty()
                        && fileName.startsWith(beginning)
                        && !fileName.startsWith(name)
                        && Files.exists(dated)
                        && Files.getLastModifiedTime(dated).toInstant().isBefore(limit)) {
                    removeTree(file);
                }
            }
        }
    }

    private void removeParts(String name) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.startsWith(name + ".") && fileName.endsWith(".part")) {
                    removeTree(file);
                }
            }
        }
    }

    /// A folder for the builder of this entry, in which it keeps what a long build has done so far:
    /// other than the entry's own, it outlives a build that fails or is killed. It goes when the
    /// entry is whole.
    Path work(String name) throws IOException {
        return Files.createDirectories(workFolder(name));
    }

    private Path workFolder(String name) {
        return root.resolve(name + ".work");
    }

    /// An entry if it is there and whole; it is not built.
    public Optional<Path> find(String name) {
        return Optional.of(root.resolve(name)).filter(Manifest::matches);
    }

    /// As [#find], for somebody who goes on to use it.
    Optional<Path> use(String name) {
        return find(name).map(Cache::used);
    }

    /// Removes an entry, whether it is whole or not.
    ///
    /// @param withWork also what builds that failed have left
    void remove(String name, boolean withWork, Progress progress) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Lock _ = lock(name, progress)) {
            removeParts(name);
            // First what says that it is whole: what is left of a removal that is cut off is none.
            Files.deleteIfExists(root.resolve(name).resolve(Manifest.FILE_NAME));
            removeTree(root.resolve(name));
            if (withWork) {
                removeTree(workFolder(name));
            }
        }
    }

    /// Waits for the lock of this name, and says so if another run has it.
    Lock lock(String name, Progress progress) throws IOException {
        Path file = root.resolve("locks").resolve(name);
        Files.createDirectories(file.getParent());
        ReentrantLock threadLock = THREAD_LOCKS.computeIfAbsent(file, f -> new ReentrantLock());
        threadLock.lock();
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held == null) {
                String owner = Files.readString(file).strip();
                progress.note(
                        "waiting for another Airloom (process %s), which is busy with %s"
                                .formatted(owner.isEmpty() ? "unknown" : owner, name));
            }
            while (held == null) {
                Thread.sleep(LOCK_POLL_MILLIS);
                held = channel.tryLock();
            }
            channel.truncate(0);
            byte[] owner =
                    Long.toString(ProcessHandle.current().pid())
                            .getBytes(StandardCharsets.US_ASCII);
            channel.write(java.nio.ByteBuffer.wrap(owner), 0);
            return new Lock(channel, threadLock);
        } catch (InterruptedException e) {
            threadLock.unlock();
            Thread.currentThread().interrupt();
            throw new EnvironmentException(
                    "interrupted while waiting for " + file, "run the same command again", e);
        } catch (IOException | RuntimeException e) {
            threadLock.unlock();
            throw e;
        }
    }

    /// A held lock. The process's end gives it back too.
    record Lock(FileChannel channel, ReentrantLock threadLock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                threadLock.unlock();
            }
        }
    }

    private EnvironmentException broken(String message, IOException cause) {
        return new EnvironmentException(
                message,
                "make room or allow writing there, or choose another place with XDG_CACHE_HOME",
                cause);
    }

    /// Removes a folder with all that is in it, or a file, if it is there.
    public static void removeTree(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException problem) throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
