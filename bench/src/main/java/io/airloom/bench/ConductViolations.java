package io.airloom.bench;

import static io.airloom.bench.Violation.answered;
import static io.airloom.bench.Violation.ends;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What a guest does wrong over time: while others write, while we read.
final class ConductViolations {
    private static final String OWNERSHIP = "virtio 1.3 §2.7.13: buffers belong to the device";
    private static final String ANSWERS = "hwsim.md §5: TX status";
    private static final String RING_STATES = "vhost-user, Ring states";

    private ConductViolations() {}

    static List<Violation> all() {
        return List.of(
                servedOn(
                        "messages-change-under-the-reader",
                        OWNERSHIP,
                        "a second thread writes all over the buffers while they are read",
                        c -> {
                            // Half of what goes to another address goes to everybody then.
                            try (Flipper flipper = new Flipper()) {
                                flipper.aim(buffers(c));
                                for (int i = 0; i < 5000; i++) {
                                    if (i % 500 == 0) {
                                        c.letOthersCatchUp();
                                    }
                                    c.send(c.frame());
                                    c.guest().receive(64);
                                }
                            }
                            c.expectNoAnswers();
                        }),
                ends(
                                "ring-changes-under-the-reader",
                                OWNERSHIP,
                                "a second thread writes all over the rings",
                                Kind.AVAILABLE_INDEX_JUMP,
                                c -> {
                                    try (Flipper flipper = new Flipper()) {
                                        flipper.aim(ring(c));
                                        long end = System.nanoTime() + GuestDriver.PATIENCE_NANOS;
                                        while (!c.frontEnd().isEnded()
                                                && System.nanoTime() - end < 0) {
                                            c.driver().kick(GuestDriver.TX);
                                        }
                                    }
                                })
                        .or(
                                Kind.DESCRIPTOR_INDEX,
                                Kind.CHAIN_TOO_LONG,
                                Kind.OUTSIDE_MEMORY,
                                Kind.ZERO_LENGTH,
                                Kind.INDIRECT_NOT_NEGOTIATED,
                                Kind.READABLE_AFTER_WRITABLE),
                servedOn(
                        "answers-not-taken",
                        ANSWERS,
                        "sends 200 frames and takes no answer",
                        c -> {
                            for (int i = 0; i < 200; i++) {
                                c.send(c.frame());
                            }
                        }),
                answered(
                        "one-cookie-for-all",
                        ANSWERS,
                        "500 frames with the same cookie",
                        c -> {
                            int length = c.frame();
                            c.send(length);
                            for (int i = 1; i < 500; i++) {
                                c.frame();
                                c.scratch.set(Culprit.U64, length - 8L, 7);
                                c.send(length);
                                c.guest().receive(64);
                            }
                        }),
                servedOn(
                        "no-way-back",
                        RING_STATES,
                        "stops its receive ring and goes on sending",
                        c -> {
                            c.frontEnd().stopRing(GuestDriver.RX);
                            for (int i = 0; i < 50; i++) {
                                c.send(c.frame());
                            }
                            c.expectNoAnswers();
                        }),
                servedOn(
                        "reset-under-the-reader",
                        RING_STATES,
                        "begins its rings anew without telling anybody, then stops and starts them",
                        c -> {
                            c.driver().stop();
                            for (int i = 0; i < 50; i++) {
                                c.driver().resetRings();
                                c.driver().start(0, 0);
                                c.driver().transmit(c.scratch, 0, c.frame());
                                c.driver().publish();
                                c.driver().stop();
                            }
                            c.expectNoAnswers();
                        }),
                servedOn(
                        "dies-in-mid-transfer",
                        RING_STATES,
                        "goes away with messages on the way, 20 times",
                        c -> {
                            for (int i = 0; i < 20; i++) {
                                try (Culprit mortal =
                                        new Culprit(c.socket(), GuestOptions.usual())) {
                                    for (int k = 0; k < 50; k++) {
                                        mortal.send(mortal.frame());
                                    }
                                    mortal.frontEnd().sendRaw(c.scratch, 7);
                                }
                            }
                        }));
    }

    private static MemorySegment buffers(Culprit c) {
        long first = c.buffer(0) - c.driver().guestAddress(0, 0);
        return c.driver().memory(0).asSlice(first, 64L * 3776);
    }

    private static MemorySegment ring(Culprit c) {
        return c.driver().memory(0).asSlice(c.tx().descriptorsOffset(), DriverRing.length(64));
    }

    /// A thread that writes random octets into some memory as long as it is open.
    static final class Flipper implements AutoCloseable {
        private final Thread thread;
        private volatile MemorySegment target = MemorySegment.NULL;
        private volatile boolean stopped;

        Flipper() {
            thread = Thread.ofPlatform().name("flipper").daemon().start(this::run);
        }

        /// Writes there from now on; nowhere if it has no octets.
        void aim(MemorySegment memory) {
            target = memory;
        }

        private void run() {
            long random = 0x9e37_79b9_7f4a_7c15L;
            while (!stopped) {
                MemorySegment memory = target;
                if (memory.byteSize() == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                random = random * 6364136223846793005L + 1442695040888963407L;
                long at = Long.remainderUnsigned(random >>> 16, memory.byteSize());
                try {
                    memory.set(ValueLayout.JAVA_BYTE, at, (byte) (random >>> 8));
                } catch (IllegalStateException | InternalError gone) {
                    target = MemorySegment.NULL;
                }
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
