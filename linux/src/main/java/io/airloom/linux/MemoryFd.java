package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory with a descriptor: memfd files, their seals, and what fstat says of any file.
public final class MemoryFd {
    /// No more seals may be added.
    public static final int F_SEAL_SEAL = 1;

    /// The file cannot become smaller, so that no mapping of it can fault.
    public static final int F_SEAL_SHRINK = 2;

    /// The file cannot become larger.
    public static final int F_SEAL_GROW = 4;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int S_IFMT = 0xF000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFSOCK = 0xC000;

    private MemoryFd() {}

    /// Creates anonymous memory, all zero, that may be sealed.
    ///
    /// @param name what `/proc/PID/fd` shows; need not be unique
    /// @param size in octets
    public static Fd create(String name, long size) {
        int raw = Libc.memfdCreate(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
        Fd fd = Fd.adopt(LinuxException.check(raw, "memfd_create", '"' + name + '"'));
        try {
            truncate(fd, size);
            return fd;
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// Adds seals; they stay for good.
    public static void seal(Fd fd, int seals) {
        LinuxException.check(Libc.fcntl(fd.value(), F_ADD_SEALS, seals), "fcntl F_ADD_SEALS", fd);
    }

    /// Makes sure, if it can, that nobody truncates the file any more: QEMU and crosvm seal a
    /// guest's memory themselves, to any other memfd the seal is added here. Files of a file system
    /// (User Mode Linux, `memory-backend-file`) cannot be sealed; see [Mapping] for what that
    /// means.
    ///
    /// @return whether the file cannot become smaller from now on
    public static boolean sealShrink(Fd fd) {
        int seals = Libc.fcntl(fd.value(), F_GET_SEALS, 0);
        return (seals >= 0 && (seals & F_SEAL_SHRINK) != 0)
                || Libc.fcntl(fd.value(), F_ADD_SEALS, F_SEAL_SHRINK) >= 0;
    }

    /// The seals of a file.
    ///
    /// @throws LinuxException EINVAL if it is of a kind that cannot be sealed
    public static int seals(Fd fd) {
        return LinuxException.check(
                Libc.fcntl(fd.value(), F_GET_SEALS, 0), "fcntl F_GET_SEALS", fd);
    }

    /// Changes the length of the file, in octets.
    public static void truncate(Fd fd, long size) {
        LinuxException.check(Libc.ftruncate(fd.value(), size), "ftruncate", fd + ", " + size);
    }

    /// The length of the file now, in octets.
    public static long size(Fd fd) {
        return stat(fd).get(ValueLayout.JAVA_LONG, Layout.STAT_LENGTH);
    }

    /// Whether it is an ordinary file, memfd, tmpfs or hugetlbfs: what may be mapped as a guest's
    /// memory. A device or a pipe is not.
    public static boolean isRegular(Fd fd) {
        int mode = stat(fd).get(ValueLayout.JAVA_INT, Layout.STAT_MODE);
        return (mode & S_IFMT) == S_IFREG;
    }

    static boolean isSocket(Fd fd) {
        return (stat(fd).get(ValueLayout.JAVA_INT, Layout.STAT_MODE) & S_IFMT) == S_IFSOCK;
    }

    /// Whether its pages are larger than the machine's usual ones, as those of hugetlbfs are.
    public static boolean hasHugePages(Fd fd) {
        int pageSize = stat(fd).get(ValueLayout.JAVA_INT, Layout.STAT_PAGE_SIZE);
        return pageSize > Mapping.PAGE_SIZE;
    }

    private static MemorySegment stat(Fd fd) {
        MemorySegment stat = Scratch.ofThread().bytes;
        LinuxException.check(Libc.fstat(fd.value(), stat.address()), "fstat", fd);
        return stat;
    }
}
