package io.airloom.bench;

import static io.airloom.bench.Violation.ends;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.MemoryFd;
import io.airloom.vhost.VhostViolation.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What can be wrong with a guest's memory.
final class MemoryViolations {
    private static final String TABLE = "vhost-user, Memory region description";
    private static final String SET = "vhost-user, SET_MEM_TABLE";
    private static final String SHARED = "vhost-user, Introduction: memory stays shared";
    private static final long MIB = 1 << 20;
    private static final int F_SEAL_WRITE = 8;
    private static final int O_RDONLY = 0;

    private MemoryViolations() {}

    static List<Violation> all() {
        return Stream.of(numbers(), places(), files(), changes()).flatMap(List::stream).toList();
    }

    private static List<Violation> numbers() {
        return List.of(
                count("no-regions", 0, 1, Kind.REGION_COUNT),
                count("9-regions", 9, 1, Kind.REGION_COUNT),
                count("4-billion-regions", 0xffff_ffffL, 1, Kind.REGION_COUNT),
                count("regions-not-sent", 2, 1, Kind.PAYLOAD_SIZE),
                count("regions-without-files", 1, 0, Kind.MISSING_DESCRIPTORS),
                count("files-without-regions", 1, 2, Kind.UNEXPECTED_DESCRIPTORS));
    }

    private static Violation count(String name, long count, int files, Kind kind) {
        return ends(
                name,
                SET,
                "%d regions announced, one described, %d descriptors".formatted(count, files),
                kind,
                c -> {
                    Fd[] fds = new Fd[files];
                    Arrays.fill(fds, file(c, MIB));
                    c.memoryTable(count, new long[] {0, MIB, 0, 0}, fds);
                });
    }

    private static List<Violation> places() {
        return List.of(
                one("region-empty", Kind.REGION_EMPTY, 0, 0, 0, 0),
                one("region-wraps-guest", Kind.REGION_WRAPS, -4096, 8192, 0, 0),
                one("region-wraps-front-end", Kind.REGION_WRAPS, 0, 8192, -4096, 0),
                one("region-of-2-to-the-63", Kind.REGION_WRAPS, 0, Long.MIN_VALUE, 0, 0),
                one("region-beyond-file", Kind.REGION_BEYOND_FILE, 0, MIB + 1, 0, 0),
                one("region-behind-file", Kind.REGION_BEYOND_FILE, 0, 4096, 0, MIB),
                one("offset-negative", Kind.REGION_BEYOND_FILE, 0, 4096, 0, -4096),
                one("offset-overflows", Kind.REGION_BEYOND_FILE, 0, 4096, 0, Long.MAX_VALUE),
                one("region-away-from-ring", Kind.RING_OUTSIDE_MEMORY, 0, MIB, 0, 0),
                one("region-unaligned", Kind.RING_OUTSIDE_MEMORY, 3, MIB - 7, 5, 1),
                two("regions-overlap-in-guest", 0, 8192, 0, 4096, 4096, 1L << 40),
                two("regions-overlap-in-front-end", 0, 8192, 0, 1L << 40, 4096, 4096),
                two("regions-the-same", 0, 8192, 0, 0, 8192, 0));
    }

    private static Violation one(String name, Kind kind, long... region) {
        return ends(
                name,
                TABLE,
                "a region where it cannot be, under running rings",
                kind,
                c -> c.memoryTable(1, region, file(c, MIB)));
    }

    private static Violation two(String name, long... numbers) {
        long[] regions = {
            numbers[0], numbers[1], numbers[2], 0, numbers[3], numbers[4], numbers[5], 0
        };
        return ends(
                name,
                TABLE,
                "two regions that share addresses",
                Kind.REGIONS_OVERLAP,
                c -> c.memoryTable(2, regions, file(c, MIB), file(c, MIB)));
    }

    private static List<Violation> files() {
        Stream<Violation> strangers =
                Arrays.stream(DescriptorViolations.Stranger.values())
                        .filter(stranger -> !stranger.name().contains("MEMORY"))
                        .map(stranger ->
                                notMemory(
                                        "memory-is-" + stranger.name(),
                                        Kind.BAD_DESCRIPTOR_KIND,
                                        stranger::make));
        Stream<Violation> others =
                Stream.of(
                        notMemory(
                                "memory-is-event",
                                Kind.BAD_DESCRIPTOR_KIND,
                                c -> c.keep(EventFd.create()).fd()),
                        notMemory(
                                "memory-read-only",
                                Kind.REGION_NOT_MAPPED,
                                c -> readOnly(c, file(c, MIB))),
                        notMemory(
                                "memory-sealed-against-writing",
                                Kind.REGION_NOT_MAPPED,
                                c -> {
                                    Fd sealed = file(c, MIB);
                                    MemoryFd.seal(sealed, F_SEAL_WRITE);
                                    return sealed;
                                }),
                        ends(
                                "address-space-flood",
                                SET,
                                "4 TiB of holes",
                                Kind.REGION_NOT_MAPPED,
                                c ->
                                        c.memoryTable(
                                                1,
                                                new long[] {0, 1L << 42, 0, 0},
                                                file(c, 1L << 42))));
        return Stream.concat(strangers, others).toList();
    }

    private static Violation notMemory(
            String name, Kind kind, java.util.function.Function<Culprit, Fd> make) {
        return ends(
                name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                SET,
                "a descriptor that is no shared memory",
                kind,
                c -> c.memoryTable(1, new long[] {0, 4096, 0, 0}, make.apply(c)));
    }

    private static List<Violation> changes() {
        return List.of(
                ends(
                                "truncated-under-rings",
                                SHARED,
                                "truncates its memory to nothing in mid transfer",
                                Kind.TRUNCATED_MEMORY,
                                c -> {
                                    exchange(c, 200);
                                    c.driver().truncateMemory(0, 0);
                                    c.driver().kick(GuestDriver.TX);
                                })
                        .unsealed(),
                ends(
                                "truncated-under-buffers",
                                SHARED,
                                "truncates half of its buffers away",
                                Kind.TRUNCATED_MEMORY,
                                c -> {
                                    c.frontEnd().ask(FrontEnd.GET_FEATURES);
                                    c.driver().truncateMemory(1, 4096);
                                    // The other half may be full of what the bystanders said.
                                    c.offer(c.buffer(63), 100, 0, 0);
                                })
                        .with(GuestOptions.usual().withRegions(2).withSealed(false)),
                ends(
                                "truncated-and-grown-again",
                                SHARED,
                                "truncates its memory and grows it again, 200 times",
                                Kind.TRUNCATED_MEMORY,
                                c -> {
                                    exchange(c, 200);
                                    for (int i = 0; i < 200; i++) {
                                        c.driver().truncateMemory(0, 0);
                                        c.driver().kick(GuestDriver.TX);
                                        c.driver().truncateMemory(0, MIB);
                                        c.driver().kick(GuestDriver.RX);
                                    }
                                    // Whatever it is now, it is no ring any more.
                                    c.driver().truncateMemory(0, 0);
                                    c.driver().kick(GuestDriver.TX);
                                })
                        .unsealed()
                        .or(
                                Kind.MEMORY_FAULT,
                                Kind.AVAILABLE_INDEX_JUMP,
                                Kind.ZERO_LENGTH,
                                Kind.OUTSIDE_MEMORY),
                servedOn(
                        "table-again-and-again",
                        SET,
                        "shares the same memory 200 times",
                        c -> {
                            for (int i = 0; i < 200; i++) {
                                c.driver().shareMemory();
                            }
                        }),
                servedOn(
                        "memory-of-holes",
                        SET,
                        "512 GiB of holes, on a connection of its own",
                        c -> {
                            FrontEnd other = c.keep(FrontEnd.connect(c.socket()));
                            long size = 1L << 39;
                            other.payload().fill((byte) 0);
                            other.payload().set(Culprit.U32, 0, 1);
                            other.payload().set(Culprit.U64, 16, size);
                            other.tellPayload(FrontEnd.SET_MEM_TABLE, 40, file(c, size));
                            other.ask(FrontEnd.GET_FEATURES);
                        }));
    }

    /// Sends frames at a pace that everybody can keep.
    private static void exchange(Culprit c, int frames) {
        for (int i = 0; i < frames; i++) {
            c.send(c.frame());
            if (c.awaitAnswers(c.framesSent()) != null) {
                throw new BackEndException("a frame is not answered");
            }
        }
    }

    private static Fd file(Culprit culprit, long size) {
        return culprit.keep(MemoryFd.create("airloom-hostile", size));
    }

    private static Fd readOnly(Culprit culprit, Fd file) {
        return culprit.keep(
                Fd.open(java.nio.file.Path.of("/proc/self/fd/" + file.value()), O_RDONLY));
    }
}
