package io.airloom.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A shared mapping of a part of a file. After [#close()] every access through its segment throws
/// IllegalStateException, on any thread; it never reaches the memory.
///
/// ## When somebody truncates the file
///
/// A file sealed by [MemoryFd#sealShrink] cannot be truncated. With any other, an access beyond the
/// new end raises SIGBUS, and the virtual machine makes a `java.lang.InternalError` of it; a system
/// call that is given such memory says EFAULT. Two things are to know:
///
/// - In compiled code the error surfaces a little after the access, at the thread's next safepoint
///   poll. Where it matters whose memory it was, call [#settle()] behind the access: then it comes
///   there at the latest. Else catch it around the whole piece of work ([EventLoop] does).
/// - On x86-64 HotSpot 25 skips the faulting instruction. It can decode only some: an `int` load
///   that is widened to a signed `long`, and a bit test of a `byte` load, are fused into
///   instructions that it does not know, and the process dies.
/// - What is skipped leaves the register as it was. Compiled code that has "loaded" 16 bits then
///   computes with 64 bits of anything, and has dropped the checks of bounds that 16 bits can never
///   fail: it reads and writes anywhere. (Seen: SIGSEGV, index −775,517,382 out of a `short`.)
///
/// So from such memory only copy (`MemorySegment.copy`), then `VarHandle.acquireFence()`, so that
/// the compiler does not make one load of both, then decode the copy. Stores and copies into it are
/// safe.
public final class Mapping implements AutoCloseable {
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int SC_PAGESIZE = 30;
    static final long PAGE_SIZE = Libc.sysconf(SC_PAGESIZE);

    private final Arena arena;
    private final MemorySegment segment;

    private Mapping(Arena arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /// Maps `length` octets of the file from `fileOffset`, which need not be at a page's start. The
    /// descriptor may be closed afterwards. That the file is long enough is for the caller to check
    /// ([MemoryFd#size]).
    ///
    /// @throws LinuxException if the kernel refuses (ENODEV: not mappable; EACCES: not open for
    ///   writing; ENOMEM: no room in the address space)
    public static Mapping map(Fd fd, long fileOffset, long length, boolean writable) {
        long inPage = fileOffset & (PAGE_SIZE - 1);
        if (fileOffset < 0 || length <= 0 || length > Long.MAX_VALUE - fileOffset) {
            throw new IllegalArgumentException(
                    "fileOffset=%d, length=%d".formatted(fileOffset, length));
        }
        long mapped = length + inPage;
        int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        long address = Libc.mmap(mapped, protection, MAP_SHARED, fd.value(), fileOffset - inPage);
        if (address < 0) {
            throw new LinuxException(
                    "mmap",
                    "%s, offset %d, length %d".formatted(fd, fileOffset, length),
                    (int) -address);
        }
        Arena arena = Arena.ofShared();
        MemorySegment whole =
                MemorySegment.ofAddress(address)
                        .reinterpret(mapped, arena, s -> Libc.munmap(s.address(), s.byteSize()));
        MemorySegment segment = whole.asSlice(inPage, length);
        return new Mapping(arena, writable ? segment : segment.asReadOnly());
    }

    public MemorySegment segment() {
        return segment;
    }

    /// Lets the fault of an access that this thread has made before surface here, if there was one:
    /// no later work, which may be somebody else's, gets it. Takes 7 ns (a call of C does it).
    ///
    /// @throws InternalError if an access went to memory that is not there
    public static void settle() {
        Libc.abs(0);
    }

    /// Unmaps; again does nothing.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
