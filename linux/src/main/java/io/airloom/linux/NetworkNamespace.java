package io.airloom.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// A network namespace (network_namespaces(7)) of this machine, kept alive until it is closed. Any
/// thread.
public final class NetworkNamespace implements AutoCloseable {
    private static final Path NAMED = Path.of("/run/netns");
    private static final int O_NONBLOCK = 0x800;
    private static final int CLONE_NEWNET = 0x40000000;

    private static final MethodHandle SETNS = Libc.find("setns");

    /// Of the program's own; its threads are there already.
    private static final String OWN = "";

    private final String name;
    private final Path path;
    private final Fd fd;
    private final long inode;

    private NetworkNamespace(String name, Path path, Fd fd) {
        this.name = name;
        this.path = path;
        this.fd = fd;
        MemorySegment stat = Scratch.ofThread().bytes;
        LinuxException.check(Libc.fstat(fd.value(), stat.address()), "fstat", fd);
        this.inode = stat.get(ValueLayout.JAVA_LONG, Layout.STAT_INODE);
    }

    /// Opens the one that a user names as iproute2's programs do.
    ///
    /// @param text digits are the number of a process in it; with a slash it is a file's path; else
    ///   it is what `ip netns add` was given
    /// @throws LinuxException ENOENT, EACCES. That a file is no network namespace is found out by
    ///   [#call]
    public static NetworkNamespace open(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no name");
        }
        boolean process = text.chars().allMatch(c -> c >= '0' && c <= '9');
        Path path =
                process
                        ? Path.of("/proc", text, "ns/net")
                        : text.contains("/") ? Path.of(text) : NAMED.resolve(text);
        // Without waiting: it may be a pipe.
        return open(text, path);
    }

    /// Opens the one that this program is in.
    public static NetworkNamespace own() {
        return open(OWN, Path.of("/proc/self/ns/net"));
    }

    private static NetworkNamespace open(String name, Path path) {
        Fd fd = Fd.open(path, O_NONBLOCK);
        try {
            return new NetworkNamespace(name, path, fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// What the user called it; empty for the program's own.
    public String name() {
        return name;
    }

    /// A number that it has alone among those that are there.
    public long inode() {
        return inode;
    }

    /// Does its name (or its process) still lead to it? Also when closed.
    public boolean isNamed() {
        try {
            return (long) Files.getAttribute(path, "unix:ino") == inode;
        } catch (IOException e) {
            return false;
        }
    }

    /// Does something inside, such as to open a socket, and waits for it. It is done on a thread of
    /// its own, which goes in and never comes back but ends: so no thread can be left in a
    /// namespace where it does not belong.
    ///
    /// @return what `work` returns
    /// @throws LinuxException EPERM if another one is meant and the program is not root; EINVAL if
    ///   it is no network namespace
    /// @throws RuntimeException what `work` throws
    public <T> T call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("airloom-netns-" + name)
                .start(() -> {
                    try {
                        enter();
                        result.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void enter() {
        int entered;
        try {
            Scratch s = Scratch.ofThread();
            entered =
                    s.result(
                            (int)
                                    (long)
                                            SETNS.invokeExact(
                                                    s.callState,
                                                    (long) fd.value(),
                                                    (long) CLONE_NEWNET,
                                                    0L,
                                                    0L,
                                                    0L,
                                                    0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
        LinuxException.check(entered, "setns", SocketAddress.quoted(path));
    }

    @Override
    public void close() {
        fd.close();
    }
}
