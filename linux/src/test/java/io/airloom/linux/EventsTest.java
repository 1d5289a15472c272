package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// [Fd], [EventFd], [TimerFd] and [Epoll].
final class EventsTest {
    private static final int WAIT_MILLIS = 10_000;

    private static final MemorySegment ZEROS = Arena.global().allocate(512);

    @TempDir Path folder;

    @Test
    void aPipeIsAbandonedOnceItsReaderHasGone() {
        Fd[] pipe = Fd.pipe();
        try (Fd written = pipe[1]) {
            assertThat(written.isAbandoned()).isFalse();
            pipe[0].close();
            assertThat(written.isAbandoned()).isTrue();
        }
    }

    @Test
    void aFileIsNeverAbandoned() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (Fd written = Fd.open(file, Fd.O_RDWR)) {
            assertThat(written.isAbandoned()).isFalse();
        }
    }

    @Test
    void closesOnceAndHidesItsNumberAfterwards() {
        EventFd event = EventFd.create();
        int raw = event.fd().value();
        event.close();
        try (EventFd next = EventFd.create()) {
            // The kernel gives the lowest free number: the same again, unless another thread took
            // it.
            event.close();
            event.fd().close();

            assertThat(next.signal()).isTrue();
            assertThat(event.fd().isOpen()).isFalse();
            assertThatThrownBy(() -> event.fd().value())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("file descriptor " + raw + " is closed");
        }
        assertThatThrownBy(() -> Fd.adopt(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rawFd=-1");
    }

    @Test
    void signalsAddUpToOneDrain() {
        try (EventFd event = EventFd.create()) {
            assertThat(event.drain()).isFalse();
            assertThat(event.signal()).isTrue();
            assertThat(event.signal()).isTrue();
            assertThat(event.drain()).isTrue();
            assertThat(event.drain()).isFalse();
        }
    }

    @Test
    void adoptsWhateverAPeerUsesAsAnEvent() {
        UnixSocket[] pair = UnixSocket.pair();
        EventFd here = EventFd.adopt(pair[0].fd());
        EventFd there = EventFd.adopt(pair[1].fd());
        for (int i = 0; i < 50; i++) {
            assertThat(here.signal()).isTrue();
        }
        assertThat(there.drain()).isTrue();
        assertThat(there.drain()).isFalse();
        while (here.signal() && Libc.write(here.fd().value(), ZEROS.address(), 512) > 0) {
            // Fills the buffer: a full pipe is an event that is pending already.
        }
        assertThat(here.signal()).isTrue();
        there.close();
        assertThat(here.signal()).as("peer has closed").isFalse();
        here.close();
    }

    @Test
    void refusesADescriptorThatIsNoEvent() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        UnixSocket listener = UnixSocket.listen(folder.resolve("socket"), 1);
        UnixSocket connected = UnixSocket.connect(folder.resolve("socket"));
        Fd[] pipe = Fd.pipe();
        try (Fd set = Fd.adopt(RawOpen.readOnly(file));
                Fd zero = Fd.open(Path.of("/dev/zero"), 2);
                Fd path = Fd.open(file, Fd.O_PATH);
                Fd directory = Fd.open(folder, 0);
                TimerFd timer = TimerFd.create()) {
            List<Fd> strangers =
                    List.of(
                            set,
                            zero,
                            path,
                            directory,
                            timer.fd(),
                            pipe[0],
                            pipe[1],
                            listener.fd(),
                            connected.fd());
            for (Fd stranger : strangers) {
                assertThatThrownBy(() -> EventFd.adopt(stranger))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("EINVAL");
            }
        }
        pipe[0].close();
        pipe[1].close();
        connected.close();
        listener.close();
    }

    /// Who shares an open file can make it block at any time.
    @Test
    void isNeverHeldUpByAPeerThatMakesItsEventBlock() {
        try (EventFd peer = EventFd.create();
                EventFd ours = EventFd.adopt(peer.fd())) {
            assertThat(ours.signal()).isTrue();
            EventFd.blocking(peer.fd(), true);
            assertThat(ours.drain()).isTrue();
            assertThat(ours.drain()).as("nothing there, does not wait").isFalse();
            assertThat(ours.wasStuck()).isFalse();
            peer.fill();
            assertThat(ours.signal()).as("full, is freed").isTrue();
            assertThat(ours.wasStuck()).isTrue();
        }
    }

    /// A descriptor that waits in a socket's queue would keep its file open for as long as we keep
    /// the socket.
    @Test
    void keepsNothingThatIsHiddenInASocket() {
        UnixSocket[] hidden = UnixSocket.pair();
        UnixSocket[] carrier = UnixSocket.pair();
        carrier[0].send(ZEROS, 0, 1, hidden[0].fd());
        hidden[0].close();
        try (UnixSocket other = hidden[1];
                EventFd kept = EventFd.adoptToSignal(carrier[1].fd())) {
            assertThat(other.receive(Arena.ofAuto().allocate(1), 0, 1, null)).isZero();
            assertThatThrownBy(() -> carrier[0].send(ZEROS, 0, 1)).hasMessageContaining("EPIPE");
            assertThat(kept.signal()).isTrue();
        }
        carrier[0].close();
    }

    @Test
    void timerExpiresOnceAndCanBeDisarmed() {
        try (Epoll epoll = Epoll.create(4);
                TimerFd timer = TimerFd.create()) {
            epoll.add(timer.fd(), Epoll.IN, 1);
            timer.arm(0);
            assertThat(epoll.await(WAIT_MILLIS)).isEqualTo(1);
            assertThat(timer.drain()).isTrue();
            assertThat(timer.drain()).isFalse();
            long start = System.nanoTime();
            timer.arm(3_000_000);
            assertThat(epoll.await(WAIT_MILLIS)).isEqualTo(1);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
            assertThat(timer.drain()).isTrue();
            timer.arm(1_500_000_000);
            timer.disarm();
            assertThat(epoll.await(0)).isZero();
        }
    }

    @Test
    void reportsTokensAndEventsOfWhatIsReady() {
        try (Epoll epoll = Epoll.create(2);
                EventFd a = EventFd.create();
                EventFd b = EventFd.create();
                EventFd c = EventFd.create()) {
            epoll.add(a.fd(), Epoll.IN, 0xFFFF_FFFF_0000_0001L);
            epoll.add(b.fd(), Epoll.OUT, 2);
            epoll.add(c.fd(), Epoll.IN, 3);
            assertThat(epoll.await(0)).isEqualTo(1);
            assertThat(epoll.token(0)).isEqualTo(2);
            assertThat(epoll.events(0)).isEqualTo(Epoll.OUT);
            a.signal();
            c.signal();
            assertThat(epoll.await(0)).as("bounded by the capacity").isEqualTo(2);
            epoll.modify(b.fd(), Epoll.IN, 2);
            epoll.remove(c.fd());
            assertThat(epoll.await(0)).isEqualTo(1);
            assertThat(epoll.token(0)).isEqualTo(0xFFFF_FFFF_0000_0001L);
        }
    }

    /// A file that another process still holds open stays in an epoll set after our close. Here the
    /// other holder is a second descriptor of the same socket, received over another.
    @Test
    void forgetsAClosedDescriptorEvenIfItsFileLivesOn() {
        UnixSocket[] pair = UnixSocket.pair();
        MemorySegment one = Arena.ofAuto().allocate(1);
        try (Epoll epoll = Epoll.create(4);
                UnixSocket a = pair[0];
                UnixSocket b = pair[1];
                EventFd event = EventFd.create();
                ReceivedFds received = new ReceivedFds()) {
            a.send(one, 0, 1, event.fd());
            b.receive(one, 0, 1, received);
            Fd duplicate = received.take(0);
            epoll.add(duplicate, Epoll.IN, 7);
            event.signal();
            assertThat(epoll.await(0)).isEqualTo(1);

            duplicate.close();
            assertThat(epoll.await(0)).isZero();
            epoll.remove(duplicate);
        }
    }

    @Test
    void leaksNothing() {
        long before = OpenResources.descriptors();
        for (int i = 0; i < 500; i++) {
            try (Epoll epoll = Epoll.create(1);
                    EventFd event = EventFd.create();
                    TimerFd timer = TimerFd.create();
                    EventLoop loop = new EventLoop(0)) {
                epoll.add(event.fd(), Epoll.IN, 0);
                epoll.add(timer.fd(), Epoll.IN, 1);
                loop.poll(0);
            }
        }
        assertThat(OpenResources.descriptors()).isEqualTo(before);
    }

    @Test
    void namesErrorsAsTheManualDoes() {
        assertThat(Errno.name(Errno.ECONNREFUSED)).isEqualTo("ECONNREFUSED");
        assertThat(Errno.text(Errno.ECONNREFUSED)).isEqualTo("Connection refused");
        assertThat(Errno.name(9999)).isEqualTo("errno 9999");
        assertThat(new LinuxException("connect", "\"/run/x.sock\"", Errno.ECONNREFUSED))
                .hasMessage("connect(\"/run/x.sock\"): Connection refused (ECONNREFUSED)");
        assertThat(new LinuxException("bind", "7", Errno.EPERM, "ask root"))
                .hasMessage("bind(7): Operation not permitted (EPERM): ask root");
    }
}
