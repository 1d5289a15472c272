package io.airloom.bench;

import static io.airloom.bench.Violation.ends;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;

/// What a driver can do wrong with its rings.
final class RingViolations {
    private static final String TABLE = "virtio 1.3 §2.7.5";
    private static final String INDIRECT_TABLE = "virtio 1.3 §2.7.5.3";
    private static final String ORDER = "virtio 1.3 §2.7.4.2";
    private static final String AVAILABLE = "virtio 1.3 §2.7.6";
    private static final String USED = "virtio 1.3 §2.7.8";
    private static final String NOTIFICATION = "virtio 1.3 §2.7.7, §2.7.10";
    private static final int NEXT = DriverRing.NEXT;
    private static final int WRITE = DriverRing.WRITE;
    private static final int INDIRECT = DriverRing.INDIRECT;
    private static final GuestOptions WITH_INDIRECT =
            GuestOptions.usual().withQueueSize(64).withShape(GuestOptions.Shape.INDIRECT);

    private RingViolations() {}

    static List<Violation> all() {
        return Stream.of(descriptors(), indirect(), indices(), tolerated())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Violation> descriptors() {
        return List.of(
                ends(
                        "head-beyond-table",
                        AVAILABLE,
                        "offers a descriptor that the table does not have",
                        Kind.DESCRIPTOR_INDEX,
                        c -> {
                            c.tx().offer(64);
                            c.kickTx();
                        }),
                ends(
                        "next-beyond-table",
                        TABLE,
                        "a next that the table does not have",
                        Kind.DESCRIPTOR_INDEX,
                        c -> c.offer(c.buffer(0), 100, NEXT, 0xffff)),
                ends(
                        "loop-of-one",
                        TABLE,
                        "a descriptor that is its own next",
                        Kind.CHAIN_TOO_LONG,
                        c -> c.offer(c.buffer(0), 1, NEXT, 0)),
                ends(
                        "loop-of-two",
                        TABLE,
                        "two descriptors that are each other's next",
                        Kind.CHAIN_TOO_LONG,
                        c -> {
                            c.tx().descriptor(1, c.buffer(1), 1, NEXT, 0);
                            c.offer(c.buffer(0), 1, NEXT, 1);
                        }),
                ends(
                        "address-in-no-region",
                        TABLE,
                        "a buffer where there is no memory",
                        Kind.OUTSIDE_MEMORY,
                        c -> c.offer(0x7000_0000_0000L, 100, 0, 0)),
                ends(
                        "length-beyond-region",
                        TABLE,
                        "a buffer of 4 GiB",
                        Kind.OUTSIDE_MEMORY,
                        c -> c.offer(c.buffer(0), -1, 0, 0)),
                ends(
                        "address-wraps",
                        TABLE,
                        "a buffer over the end of the address space",
                        Kind.OUTSIDE_MEMORY,
                        c -> c.offer(-16, 32, 0, 0)),
                ends(
                        "length-0",
                        TABLE,
                        "a buffer of no octets",
                        Kind.ZERO_LENGTH,
                        c -> c.offer(c.buffer(0), 0, 0, 0)),
                ends(
                        "readable-behind-writable",
                        ORDER,
                        "a readable buffer behind a writable one",
                        Kind.READABLE_AFTER_WRITABLE,
                        c -> {
                            c.tx().descriptor(1, c.buffer(1), 100, 0, 0);
                            c.offer(c.buffer(0), 100, WRITE | NEXT, 1);
                        }),
                ends(
                        "receive-buffer-outside",
                        TABLE,
                        "all receive buffers where there is no memory",
                        Kind.OUTSIDE_MEMORY,
                        RingViolations::offerNoMemory));
    }

    /// It hears the bystanders, too, and they may have used all its buffers up before it spoils
    /// them: then nothing was read. So it takes what has come, and tries again.
    private static void offerNoMemory(Culprit c) {
        long end = System.nanoTime() + GuestDriver.PATIENCE_NANOS;
        while (!c.frontEnd().isEnded() && System.nanoTime() - end < 0) {
            c.guest().receive(64);
            for (int i = 0; i < c.rx().size(); i++) {
                c.rx().descriptor(i, 0x7000_0000_0000L, 3776, WRITE, 0);
            }
            c.send(c.frame());
        }
    }

    private static List<Violation> indirect() {
        return List.of(
                ends(
                        "indirect-unasked",
                        INDIRECT_TABLE,
                        "an indirect table, not negotiated",
                        Kind.INDIRECT_NOT_NEGOTIATED,
                        c -> c.offer(c.buffer(0), 32, INDIRECT, 0)),
                table("indirect-nested", Kind.INDIRECT_NESTED, 16, INDIRECT, 32, INDIRECT, 0),
                table("indirect-with-next", Kind.INDIRECT_WITH_NEXT, 8, 0, 32, INDIRECT | NEXT, 1),
                table("indirect-empty", Kind.INDIRECT_LENGTH, 8, 0, 0, INDIRECT, 0),
                table("indirect-half", Kind.INDIRECT_LENGTH, 8, 0, 24, INDIRECT, 0),
                table("indirect-huge", Kind.INDIRECT_LENGTH, 8, 0, 16 * 1025, INDIRECT, 0),
                table("indirect-loop", Kind.CHAIN_TOO_LONG, 8, NEXT, 32, INDIRECT, 0),
                table("indirect-zero-length", Kind.ZERO_LENGTH, 0, 0, 16, INDIRECT, 0),
                ends(
                                "indirect-outside",
                                INDIRECT_TABLE,
                                "a table where there is no memory",
                                Kind.OUTSIDE_MEMORY,
                                c -> c.offer(0x7000_0000_0000L, 32, INDIRECT, 0))
                        .with(WITH_INDIRECT));
    }

    /// An indirect table of one descriptor that refers to buffer 1.
    private static Violation table(
            String name,
            Kind kind,
            int length,
            int flags,
            int tableLength,
            int headFlags,
            int next) {
        return ends(
                        name,
                        INDIRECT_TABLE,
                        "a table that is none",
                        kind,
                        c -> {
                            MemorySegment memory = c.driver().memory(0);
                            long at = c.buffer(0) - c.driver().guestAddress(0, 0);
                            DriverRing.writeDescriptor(memory, at, c.buffer(1), length, flags, 0);
                            c.offer(c.buffer(0), tableLength, headFlags, next);
                        })
                .with(WITH_INDIRECT);
    }

    private static List<Violation> indices() {
        return List.of(
                jump("index-jumps", 65),
                jump("index-jumps-half-way", 0x8000),
                jump("index-goes-back", -1),
                ends(
                        "index-of-receive-ring-jumps",
                        AVAILABLE,
                        "more buffers than the ring has places",
                        Kind.AVAILABLE_INDEX_JUMP,
                        c -> {
                            c.rx().forgeIndex(c.rx().publishedIndex() + 1000);
                            c.driver().kick(GuestDriver.RX);
                            for (int i = 0; i < 65; i++) {
                                c.send(c.frame());
                            }
                        }),
                ends(
                        "ring-zeroed",
                        AVAILABLE,
                        "zeroes its ring while it runs",
                        Kind.AVAILABLE_INDEX_JUMP,
                        c -> {
                            c.driver()
                                    .memory(0)
                                    .asSlice(c.tx().descriptorsOffset(), DriverRing.length(64))
                                    .fill((byte) 0);
                            c.driver().kick(GuestDriver.TX);
                        }));
    }

    private static Violation jump(String name, int by) {
        return ends(
                name,
                AVAILABLE,
                "the available index moves by %d".formatted(by),
                Kind.AVAILABLE_INDEX_JUMP,
                c -> {
                    c.tx().forgeIndex(c.tx().publishedIndex() + by);
                    c.driver().kick(GuestDriver.TX);
                });
    }

    private static List<Violation> tolerated() {
        return List.of(
                servedOn(
                        "unknown-flags",
                        TABLE,
                        "descriptor flags that do not exist",
                        c -> c.offer(c.buffer(0), 100, 0xfff8, 0)),
                servedOn(
                        "writable-on-transmit-ring",
                        "hwsim.md §7",
                        "a message that is for us to write",
                        c -> c.offer(c.buffer(0), 100, WRITE, 0)),
                servedOn(
                        "readable-on-receive-ring",
                        "hwsim.md §7",
                        "receive buffers that are for us to read",
                        c -> {
                            for (int i = 0; i < c.rx().size(); i++) {
                                long buffer = c.driver().bufferAddress(GuestDriver.RX, i);
                                c.rx().descriptor(i, buffer, 3776, 0, 0);
                            }
                            c.send(c.frame());
                            c.expectNoAnswers();
                        }),
                servedOn(
                        "receive-buffers-of-1-octet",
                        "hwsim.md §7",
                        "receive buffers that nothing fits into",
                        c -> {
                            for (int i = 0; i < c.rx().size(); i++) {
                                long buffer = c.driver().bufferAddress(GuestDriver.RX, i);
                                c.rx().descriptor(i, buffer, 1, WRITE, 0);
                            }
                            c.send(c.frame());
                            c.expectNoAnswers();
                        }),
                servedOn(
                        "same-buffer-everywhere",
                        AVAILABLE,
                        "offers one and the same buffer 64 times",
                        c -> {
                            int length = c.frame();
                            c.unanswerable();
                            MemorySegment memory = c.driver().memory(0);
                            long at = c.buffer(0) - c.driver().guestAddress(0, 0);
                            MemorySegment.copy(c.scratch, 0, memory, at, length);
                            for (int i = 0; i < 64; i++) {
                                c.tx().offer(0);
                            }
                            c.kickTx();
                        }),
                servedOn(
                        "used-ring-written",
                        USED,
                        "writes all over the device's own ring",
                        c ->
                                c.driver()
                                        .memory(0)
                                        .asSlice(c.tx().usedOffset(), 4 + 8 * 64)
                                        .fill((byte) 0x55)),
                servedOn(
                        "event-index-garbage",
                        NOTIFICATION,
                        "wants to be called at indices of its fancy",
                        c -> {
                            MemorySegment memory = c.driver().memory(0);
                            long event = c.rx().availableOffset() + 4 + 2 * 64;
                            for (int i = 0; i < 1000; i++) {
                                memory.set(ValueLayout.JAVA_SHORT, event, (short) (i * 7919));
                                memory.set(
                                        ValueLayout.JAVA_SHORT,
                                        c.rx().availableOffset(),
                                        (short) (i * 31));
                                c.driver().kick(i & 1);
                            }
                        }),
                servedOn(
                        "kick-flood",
                        NOTIFICATION,
                        "kicks 100,000 times for nothing",
                        c -> {
                            for (int i = 0; i < 100_000; i++) {
                                c.driver().kick(i & 1);
                            }
                        }));
    }
}
