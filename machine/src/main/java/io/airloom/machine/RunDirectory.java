package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Janitor;
import io.airloom.image.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The folder of one running lab: sockets, logs, node files. Goes, with every process started
/// through it, when it is closed or when the program dies in whatever way (see [Janitor]).
///
/// All of a user's run directories are in one folder that only this user can enter. A run directory
/// is alive as long as a process holds the lock of the file `lock` in it; what dead ones have left,
/// because their janitor was killed too, goes when the next one is made.
public final class RunDirectory implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final int NAME_LENGTH = 6;
    private static final int MAKE_ATTEMPTS = 10;

    /// A directory that has no lock yet may just be being made.
    private static final Duration NEWBORN = Duration.ofSeconds(10);

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_ATTRIBUTE =
            PosixFilePermissions.asFileAttribute(PRIVATE);

    /// Closing any channel of a file gives back this process's locks of it: never probe our own.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;
    private final Janitor janitor;

    private RunDirectory(Path path, FileChannel lockFile, Janitor janitor) {
        this.path = path;
        this.lockFile = lockFile;
        this.janitor = janitor;
    }

    /// Makes a new one, after removing what dead runs have left. Paths in it are short enough for
    /// Unix sockets.
    ///
    /// @throws EnvironmentException if that is not possible
    public static RunDirectory create() {
        return create(base());
    }

    /// Makes a new one in another folder than [#base()].
    ///
    /// @throws EnvironmentException if that is not possible
    public static RunDirectory create(Path base) {
        try {
            makeBase(base);
            sweep(base);
            Path path = makeUnique(base);
            OURS.add(path);
            Janitor janitor = Janitor.start(path);
            try {
                return new RunDirectory(path, locked(path), janitor);
            } catch (IOException e) {
                janitor.close();
                OURS.remove(path);
                throw e;
            }
        } catch (FileLockInterruptionException | ClosedByInterruptException e) {
            throw new EnvironmentException(
                    "interrupted while a run directory was made", "run the same command again", e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot make a run directory in " + base + ": " + Reason.of(e),
                    "make room or allow writing there",
                    e);
        }
    }

    /// A file of the directory, locked as long as the channel is open.
    private static FileChannel locked(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            file.lock();
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// The folder in which this user's run directories are, or will be.
    ///
    /// @throws EnvironmentException if somebody else may have put something there
    public static Path base() {
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return checked(Path.of(System.getProperty("java.io.tmpdir"), "airloom-" + user));
        } catch (IOException e) {
            throw new EnvironmentException("cannot read /proc, or /tmp", "mount it", e);
        }
    }

    /// That folder, made if need be, for what is not of a run.
    public static Path privateFolder() {
        Path base = base();
        try {
            makeBase(base);
            return base;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot make " + base + ": " + Reason.of(e),
                    "make room or allow writing there",
                    e);
        }
    }

    private static void makeBase(Path base) throws IOException {
        try {
            Files.createDirectories(base.getParent());
            Files.createDirectory(base, PRIVATE_ATTRIBUTE);
        } catch (FileAlreadyExistsException e) {
            checked(base);
        }
    }

    /// Others may make a folder of that name first where all may write, and in it what looks like a
    /// lab.
    ///
    /// @throws EnvironmentException if it is there and not ours alone
    static Path checked(Path base) throws IOException {
        if (!Files.exists(base, LinkOption.NOFOLLOW_LINKS)) {
            return base;
        }
        PosixFileAttributes found =
                Files.readAttributes(base, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object ours = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Object owner = Files.getAttribute(base, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory() || !ours.equals(owner)) {
            throw new EnvironmentException(
                    base + " belongs to somebody else, or is no folder",
                    "have it removed, or choose another place:"
                            + " AIRLOOM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
        }
        if (!found.permissions().equals(PRIVATE)) {
            throw new EnvironmentException(base + " is open to others", "give it the mode 0700");
        }
        return base;
    }

    private static Path makeUnique(Path base) throws IOException {
        SecureRandom random = new SecureRandom();
        for (int attempt = 0; attempt < MAKE_ATTEMPTS; attempt++) {
            String name =
                    random.ints(NAME_LENGTH, 0, 32)
                            .mapToObj(digit -> Integer.toString(digit, 32))
                            .reduce("", String::concat);
            Path path = base.resolve(name);
            if (!Files.exists(path)) {
                return Files.createDirectory(path, PRIVATE_ATTRIBUTE);
            }
        }
        throw new IOException("too many of them");
    }

    /// The run directories of this user that belong to living programs, this one included.
    public static List<Path> living() {
        return living(base());
    }

    /// Those in a folder.
    static List<Path> living(Path base) {
        try {
            return list(base).stream().filter(RunDirectory::isAlive).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Has janitors remove what dead runs have left in a folder, and waits for them.
    static void sweep(Path base) throws IOException {
        for (Path path : list(base)) {
            if (!isAlive(path)) {
                Janitor.start(path).close();
            }
        }
    }

    private static List<Path> list(Path base) throws IOException {
        if (!Files.isDirectory(base)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(base)) {
            files.filter(Files::isDirectory).forEach(found::add);
        }
        return found;
    }

    private static boolean isAlive(Path path) {
        if (OURS.contains(path)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock == null || isNewborn(path);
        } catch (NoSuchFileException e) {
            return isNewborn(path);
        } catch (IOException e) {
            // Too many open files, say: nobody's lab is ended because we cannot look.
            return true;
        }
    }

    private static boolean isNewborn(Path path) {
        try {
            Instant made = Files.getLastModifiedTime(path).toInstant();
            return made.isAfter(Instant.now().minus(NEWBORN));
        } catch (IOException e) {
            return false;
        }
    }

    /// The folder, mode 0700.
    public Path path() {
        return path;
    }

    /// Starts a process that must not outlive this directory.
    ///
    /// @throws IOException if it cannot be started
    public Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(Janitor.VARIABLE, path.toString());
        return builder.start();
    }

    /// Kills what was started through it and removes it. Idempotent.
    @Override
    public void close() {
        if (!OURS.contains(path)) {
            return;
        }
        janitor.close();
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            OURS.remove(path);
        }
    }
}
