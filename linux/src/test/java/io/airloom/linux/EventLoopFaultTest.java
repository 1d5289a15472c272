package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Goal: a file truncated under its mapping never ends the loop, loses a task or silences another
/// handler, wherever the machine reports the fault. Method: the same access in several shapes, each
/// run by the loop until it is compiled, then the file really is truncated, and the loop goes on
/// for thousands of iterations with the fault in each.
final class EventLoopFaultTest {
    private static final int PAGES = 4;
    private static final int PAGE = 4096;
    private static final int WARM_UP_ROUNDS = 30_000;
    private static final int FAULTY_ROUNDS = 5_000;

    /// How a handler may touch the memory. What follows the access differs: nothing, a loop's
    /// back-edge, a call of a C stub, a system call. Only shapes that [Mapping] allows.
    enum Access {
        READ_LAST {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                return guest.get(ValueLayout.JAVA_LONG, at);
            }
        },
        WRITE_LAST {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                guest.set(ValueLayout.JAVA_INT, at, 1);
                return 0;
            }
        },
        LOOP {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                long sum = 0;
                for (long i = 0; i < 64; i++) {
                    sum += guest.get(ValueLayout.JAVA_BYTE, at + i);
                }
                return sum;
            }
        },
        COPY_OUT {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                MemorySegment.copy(guest, at, own, 0, 1000);
                return 0;
            }
        },
        COPY_IN {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                MemorySegment.copy(own, 0, guest, at, 1000);
                return 0;
            }
        },
        THEN_SYSTEM_CALL {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                long value = Integer.toUnsignedLong(guest.get(ValueLayout.JAVA_INT, at));
                return value + Libc.read(-1, own.address(), 8);
            }
        },
        IN_SYSTEM_CALL {
            @Override
            long touch(MemorySegment guest, MemorySegment own, long at) {
                // The kernel says EFAULT instead of faulting.
                int fd = LinuxException.check(Libc.eventfd(1, 0), "eventfd", 1);
                try (Fd event = Fd.adopt(fd)) {
                    int n = Libc.read(event.value(), guest.address() + at, 8);
                    return LinuxException.check(n, "read", event);
                }
            }
        };

        abstract long touch(MemorySegment guest, MemorySegment own, long at);
    }

    private final EventLoop loop = new EventLoop(0);
    private final EventFd event = EventFd.create();
    private final EventFd otherEvent = EventFd.create();
    private final Fd file = MemoryFd.create("airloom-fault", PAGES * PAGE);
    private final Mapping mapping = Mapping.map(file, 0, PAGES * PAGE, true);
    private final List<FaultContext> faults = new ArrayList<>();
    private long sum;
    private int accesses;
    private int roundsLeft;
    private int tasksRun;

    @BeforeEach
    void start() {
        event.signal();
        otherEvent.signal();
        loop.onFault(this::fault);
    }

    @AfterEach
    void end() {
        loop.close();
        event.close();
        otherEvent.close();
        mapping.close();
        file.close();
    }

    @ParameterizedTest
    @EnumSource
    void containsTheFaultOfATruncatedMapping(Access access) {
        MemorySegment guest = mapping.segment();
        MemorySegment own = Arena.ofAuto().allocate(PAGE, 8);
        loop.register(
                event.fd(),
                Epoll.IN,
                (events, now) -> {
                    accesses++;
                    sum += access.touch(guest, own, (PAGES - 1) * PAGE);
                });
        loop.register(otherEvent.fd(), Epoll.IN, (events, now) -> other());
        run(WARM_UP_ROUNDS);
        assertThat(faults).isEmpty();
        assertThat(accesses).isBetween(WARM_UP_ROUNDS - 1, WARM_UP_ROUNDS + 1);

        MemoryFd.truncate(file, PAGE);
        accesses = 0;
        run(FAULTY_ROUNDS);

        assertThat(accesses).isGreaterThanOrEqualTo(FAULTY_ROUNDS - 1);
        assertThat(faults).hasSizeBetween(accesses - 1, accesses);
        Class<? extends Throwable> expected =
                access == Access.IN_SYSTEM_CALL ? LinuxException.class : InternalError.class;
        assertThat(faults).allSatisfy(f -> assertThat(f.error()).isInstanceOf(expected));
    }

    /// Runs the loop until the other handler has been called `rounds` times, with a task each time,
    /// none of which may be lost.
    private void run(int rounds) {
        roundsLeft = rounds;
        tasksRun = 0;
        loop.run();
        assertThat(tasksRun).as("tasks run").isEqualTo(rounds);
    }

    private void fault(FaultContext fault) {
        faults.add(fault);
        if (faults.size() > 2 * FAULTY_ROUNDS) {
            loop.stop();
        }
    }

    private void other() {
        if (roundsLeft == 0) {
            return;
        }
        loop.execute(() -> tasksRun++);
        if (--roundsLeft == 0) {
            loop.stop();
        }
    }
}
