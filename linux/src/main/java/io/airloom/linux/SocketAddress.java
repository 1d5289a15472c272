package io.airloom.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// A Unix socket's path as the kernel wants it, and what lies at such a path.
final class SocketAddress {
    static final int AF_UNIX = 1;

    private static final int S_IFMT = 0xF000;
    private static final int S_IFSOCK = 0xC000;
    private static final Charset PATH_CHARSET =
            Charset.forName(
                    System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

    private SocketAddress() {}

    /// Writes the path's `sockaddr_un` into this thread's scratch.
    ///
    /// @return the address's length
    /// @throws LinuxException ENAMETOOLONG if it does not fit
    static int write(Path path, String call) {
        byte[] bytes = path.toString().getBytes(PATH_CHARSET);
        if (bytes.length == 0 || bytes.length > Layout.SOCKADDR_UN_PATH_MAX) {
            throw new LinuxException(
                    call,
                    quoted(path),
                    bytes.length == 0 ? Errno.ENOENT : Errno.ENAMETOOLONG,
                    "a socket's path has 1 to %d octets, this one has %d"
                            .formatted(Layout.SOCKADDR_UN_PATH_MAX, bytes.length));
        }
        MemorySegment address = Scratch.ofThread().bytes;
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(
                bytes, 0, address, ValueLayout.JAVA_BYTE, Layout.SOCKADDR_UN_PATH, bytes.length);
        int end = Layout.SOCKADDR_UN_PATH + bytes.length;
        address.set(ValueLayout.JAVA_BYTE, end, (byte) 0);
        return end + 1;
    }

    static String quoted(Path path) {
        return "\"" + path + "\"";
    }

    /// Whether something other than a socket lies there; links are not followed.
    static boolean isOccupiedByOther(Path path) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & S_IFMT) != S_IFSOCK;
        } catch (IOException e) {
            // Nothing there, or no way to look: bind will name the reason.
            return false;
        }
    }

    /// The inode at the path, or −1 if there is none that we can see.
    static long inode(Path path) {
        try {
            return (long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return -1;
        }
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
