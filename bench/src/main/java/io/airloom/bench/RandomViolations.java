package io.airloom.bench;

import io.airloom.bench.ConductViolations.Flipper;
import io.airloom.linux.Epoll;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.TimerFd;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Violations out of a seed: messages, rings, requests, descriptors, memory, and all of it while a
/// second thread writes into the same memory. In rounds of [#ROUND], of which each is a random
/// sequence of its own and begins with nobody connected, so that one can be repeated alone. (What
/// the second thread and the back end do meanwhile is never the same twice.)
final class RandomViolations implements AutoCloseable {
    /// Violations in a round.
    static final int ROUND = 1000;

    private static final int PUBLISH_EVERY = 16;
    private static final int HALF_OPEN = 32;
    private static final long RELUCTANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int REQUESTS = 46;
    private static final int PAYLOAD = 320;

    private final Path socket;
    private final long seed;
    private final RandomMessages messages = new RandomMessages();
    private final Flipper flipper = new Flipper();
    private final MemorySegment request = Arena.ofAuto().allocate(2048, 8);
    private final Deque<FrontEnd> halfOpen = new ArrayDeque<>();

    private final EventFd event = EventFd.create();
    private final Fd memory = MemoryFd.create("airloom-hostile", 1 << 16);
    private final Fd holes = MemoryFd.create("airloom-hostile", 1L << 41);
    private final Fd[] pipe = Fd.pipe();
    private final UnixSocket[] pair = UnixSocket.pair();
    private final Epoll epoll = Epoll.create(1);
    private final TimerFd timer = TimerFd.create();
    private final List<Fd> zoo =
            List.of(
                    event.fd(),
                    memory,
                    holes,
                    pipe[0],
                    pipe[1],
                    pair[0].fd(),
                    pair[1].fd(),
                    epoll.fd(),
                    timer.fd());

    private SplittableRandom random = new SplittableRandom(0);
    private @Nullable GuestDriver driver;
    private int unpublished;

    RandomViolations(Path socket, long seed) {
        this.socket = socket;
        this.seed = seed;
    }

    /// Commits the violations of one round.
    void round(long number) {
        random = new SplittableRandom(seed * 0x9e37_79b9_7f4a_7c15L + number);
        for (int done = 0; done < ROUND; ) {
            try {
                done += next();
            } catch (LinuxException | BackEndException | IndexOutOfBoundsException e) {
                // The back end has ended the session: that is what it is for. Or the driver has met
                // what it wrote into its own rings.
                disconnect();
                done++;
            }
        }
        disconnect();
    }

    @Override
    public void close() {
        disconnect();
        flipper.close();
        halfOpen.forEach(FrontEnd::close);
        event.close();
        memory.close();
        holes.close();
        pipe[0].close();
        pipe[1].close();
        pair[0].close();
        pair[1].close();
        epoll.close();
        timer.close();
    }

    /// @return how many violations that was
    private int next() {
        int dice = random.nextInt(1000);
        if (dice < 960) {
            return message();
        } else if (dice < 980) {
            return flippedMessages();
        } else if (dice < 990) {
            return requests();
        } else if (dice < 994) {
            return ring();
        } else if (dice < 996) {
            return descriptor();
        } else if (dice < 997) {
            return memoryTable();
        } else if (dice < 998) {
            return truncation();
        }
        return silence();
    }

    // ---- sessions

    private GuestDriver driver() {
        GuestDriver present = driver;
        return present != null ? present : connect(random.nextInt(4) != 0);
    }

    private GuestDriver connect(boolean sealed) {
        GuestDriver fresh = GuestDriver.connect(socket, options(sealed));
        driver = fresh;
        unpublished = 0;
        return fresh;
    }

    private GuestOptions options(boolean sealed) {
        GuestOptions.Shape[] shapes = GuestOptions.Shape.values();
        return GuestOptions.usual()
                .withQueueSize(32 << random.nextInt(2))
                .withBufferLength(1024)
                .withRegions(1 + random.nextInt(3))
                .withShape(shapes[random.nextInt(shapes.length)])
                .withEventIndex(random.nextBoolean())
                .withReplyAck(false)
                .withSealed(sealed);
    }

    private void disconnect() {
        flipper.aim(MemorySegment.NULL);
        if (driver != null) {
            driver.close();
            driver = null;
        }
    }

    /// Ends the session most of the time; else what was done to it goes on working.
    private void perhapsDisconnect() {
        if (random.nextInt(4) != 0 || driver().frontEnd().isEnded()) {
            disconnect();
        }
    }

    // ---- messages

    private int message() {
        GuestDriver to = driver();
        int length = Math.min(messages.next(random), 1024);
        long start = System.nanoTime();
        while (!to.transmit(messages.memory(), 0, length)) {
            to.publish();
            unpublished = 0;
            to.receive((segment, offset, octets) -> {}, 64);
            if (System.nanoTime() - start > RELUCTANCE_NANOS) {
                // Its rings are broken, and nobody serves it any more.
                disconnect();
                return 1;
            }
        }
        if (++unpublished == PUBLISH_EVERY) {
            unpublished = 0;
            to.receive((segment, offset, octets) -> {}, 64);
            to.publish();
        }
        return 1;
    }

    private int flippedMessages() {
        GuestDriver to = driver();
        MemorySegment region = to.memory(0);
        boolean rings = random.nextInt(8) == 0;
        flipper.aim(rings ? region : region.asSlice(to.firstBuffer()));
        int done = 0;
        while (done < 64 && driver == to) {
            done += message();
        }
        flipper.aim(MemorySegment.NULL);
        if (rings) {
            perhapsDisconnect();
        }
        return done;
    }

    // ---- the control socket

    private int requests() {
        if (random.nextInt(3) == 0) {
            FrontEnd running = driver().frontEnd();
            request(running);
            perhapsDisconnect();
            return 1;
        }
        int count = 1 + random.nextInt(8);
        try (FrontEnd fresh = FrontEnd.connect(socket)) {
            for (int i = 0; i < count; i++) {
                request(fresh);
                fresh.isEnded();
            }
        }
        return count;
    }

    private void request(FrontEnd to) {
        for (int i = 0; i < PAYLOAD; i += Long.BYTES) {
            request.set(Culprit.U64, FrontEnd.HEADER_LENGTH + i, number());
        }
        boolean known = random.nextInt(8) != 0;
        boolean honest = random.nextInt(8) != 0;
        int length = length();
        request.set(Culprit.U32, 0, known ? random.nextInt(REQUESTS) : random.nextInt());
        request.set(Culprit.U32, 4, honest ? 1 | random.nextInt(2) << 3 : random.nextInt(16));
        request.set(Culprit.U32, 8, random.nextInt(16) == 0 ? RandomMessages.edge(random) : length);
        to.sendNow(request, FrontEnd.HEADER_LENGTH + length, descriptors());
    }

    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(4);
            case 2 -> (long) RandomMessages.edge(random) << random.nextInt(33);
            case 3 -> 64L << Integer.SIZE | random.nextInt(3);
            case 4 -> DriverMemory.USER_BASE + random.nextInt(1 << 16);
            default -> random.nextLong();
        };
    }

    private int length() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> 40;
            case 2 -> random.nextInt(PAYLOAD);
            default -> 8;
        };
    }

    private Fd[] descriptors() {
        int count =
                switch (random.nextInt(16)) {
                    case 0 -> random.nextInt(UnixSocket.MAX_SENT_FDS);
                    case 1, 2, 3 -> random.nextInt(9);
                    case 4, 5, 6, 7, 8 -> 1;
                    default -> 0;
                };
        Fd[] fds = new Fd[count];
        for (int i = 0; i < count; i++) {
            fds[i] = zoo.get(random.nextInt(zoo.size()));
        }
        return fds;
    }

    private int descriptor() {
        FrontEnd to = driver().frontEnd();
        int request = FrontEnd.SET_VRING_KICK + random.nextInt(3);
        int queue = random.nextInt(2);
        if (random.nextInt(16) == 0) {
            try (EventFd blocking = EventFd.create()) {
                to.tell(request, queue, blocking.fd());
                to.ask(FrontEnd.GET_FEATURES);
                blocking.fill();
                EventFd.blocking(blocking.fd(), true);
                message();
                driver().publish();
                driver().kick(GuestDriver.TX);
            }
        } else {
            to.tell(request, queue, descriptors());
        }
        perhapsDisconnect();
        return 1;
    }

    /// Half a message, and no more of it for long.
    private int silence() {
        FrontEnd half = FrontEnd.connect(socket);
        halfOpen.add(half);
        if (halfOpen.size() > HALF_OPEN) {
            halfOpen.remove().close();
        }
        half.sendNow(request, 1 + random.nextInt(40), descriptors());
        return 1;
    }

    // ---- memory and rings

    private int memoryTable() {
        FrontEnd to = driver().frontEnd();
        int count = random.nextInt(10);
        MemorySegment payload = to.payload();
        payload.set(Culprit.U64, 0, count);
        for (int i = 0; i < 4 * count; i++) {
            payload.set(Culprit.U64, 8 + 8L * i, random.nextBoolean() ? number() : 4096L * i);
        }
        Fd[] fds = new Fd[Math.min(count, random.nextInt(4) == 0 ? 1 : count)];
        for (int i = 0; i < fds.length; i++) {
            fds[i] = random.nextInt(4) == 0 ? zoo.get(random.nextInt(zoo.size())) : memory;
        }
        to.tellPayload(FrontEnd.SET_MEM_TABLE, 8 + 32 * count, fds);
        perhapsDisconnect();
        return 1;
    }

    private int truncation() {
        disconnect();
        connect(false);
        for (int i = 0; i < PUBLISH_EVERY; i++) {
            message();
        }
        GuestDriver to = driver;
        if (to != null) {
            int region = random.nextInt(to.regions());
            long length = to.memory(region).byteSize();
            to.publish();
            to.truncateMemory(region, random.nextBoolean() ? 0 : random.nextLong(length));
            to.kick(GuestDriver.TX);
            to.kick(GuestDriver.RX);
            if (random.nextBoolean()) {
                to.truncateMemory(region, length);
                to.kick(GuestDriver.TX);
            }
        }
        disconnect();
        return 1;
    }

    private int ring() {
        GuestDriver to = driver();
        DriverRing ring = to.ring(random.nextInt(2));
        switch (random.nextInt(4)) {
            case 0 -> {
                MemorySegment octets =
                        to.memory(0)
                                .asSlice(ring.descriptorsOffset(), DriverRing.length(ring.size()));
                for (int i = random.nextInt(16); i >= 0; i--) {
                    long at = random.nextLong(octets.byteSize());
                    octets.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                }
            }
            case 1 ->
                    ring.descriptor(
                            random.nextInt(ring.size()),
                            random.nextBoolean() ? number() : to.bufferAddress(0, 0),
                            RandomMessages.edge(random),
                            random.nextInt(8),
                            random.nextInt(2 * ring.size()));
            case 2 -> ring.forgeIndex(ring.publishedIndex() + RandomMessages.edge(random));
            default ->
                    ring.forgeEntry(random.nextInt(ring.size()), random.nextInt(2 * ring.size()));
        }
        to.kick(GuestDriver.TX);
        to.kick(GuestDriver.RX);
        perhapsDisconnect();
        return 1;
    }
}
