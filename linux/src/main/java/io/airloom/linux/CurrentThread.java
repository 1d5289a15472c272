package io.airloom.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// How the system runs the calling thread (a platform thread). No privilege is needed.
public final class CurrentThread {
    /// The shortest slice that the system grants, in nanoseconds.
    public static final long SHORTEST_SLICE_NANOS = 100_000;

    private static final int MAX_PROCESSORS = 1024;
    private static final int SCHED_ATTR_LENGTH = 48;
    private static final long SCHED_ATTR_RUNTIME = 24;
    private static final int SYS_SCHED_SETATTR_AMD64 = 314;
    private static final int SYS_SCHED_SETATTR_ARM64 = 274;

    private static final MethodHandle SCHED_SETAFFINITY = Libc.find("sched_setaffinity");
    private static final MethodHandle SYSCALL = Libc.find("syscall");

    private CurrentThread() {}

    /// Runs only on this processor from now on.
    ///
    /// @throws LinuxException EINVAL if the program may not use it, or there is none
    public static void pin(int processor) {
        if (processor < 0 || processor >= MAX_PROCESSORS) {
            throw new IllegalArgumentException("processor=" + processor);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MAX_PROCESSORS / Byte.SIZE, Long.BYTES);
            long word = processor / Long.SIZE;
            mask.setAtIndex(JAVA_LONG, word, 1L << processor);
            int result;
            try {
                Scratch s = Scratch.ofThread();
                result =
                        s.result(
                                (int)
                                        (long)
                                                SCHED_SETAFFINITY.invokeExact(
                                                        s.callState,
                                                        0L,
                                                        mask.byteSize(),
                                                        mask.address(),
                                                        0L,
                                                        0L,
                                                        0L));
            } catch (Throwable t) {
                throw Libc.unexpected(t);
            }
            LinuxException.check(result, "sched_setaffinity to processor " + processor, 0);
        }
    }

    /// Asks to be run for a short time and soon, rather than late and for long: since Linux 6.12 a
    /// thread with a shorter slice gets its turn before one with a longer slice that runs already.
    /// Older systems do nothing.
    ///
    /// @return whether the system has accepted it
    public static boolean shortSlice() {
        int number =
                switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> SYS_SCHED_SETATTR_AMD64;
                    case "aarch64" -> SYS_SCHED_SETATTR_ARM64;
                    default -> -1;
                };
        if (number < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            // struct sched_attr: policy and niceness 0, as threads have them at first.
            MemorySegment attributes = arena.allocate(SCHED_ATTR_LENGTH, Long.BYTES);
            attributes.set(JAVA_INT, 0, SCHED_ATTR_LENGTH);
            attributes.set(JAVA_LONG, SCHED_ATTR_RUNTIME, SHORTEST_SLICE_NANOS);
            try {
                Scratch s = Scratch.ofThread();
                return s.result(
                                (long)
                                        SYSCALL.invokeExact(
                                                s.callState,
                                                (long) number,
                                                0L,
                                                attributes.address(),
                                                0L,
                                                0L,
                                                0L))
                        == 0;
            } catch (Throwable t) {
                throw Libc.unexpected(t);
            }
        }
    }
}
