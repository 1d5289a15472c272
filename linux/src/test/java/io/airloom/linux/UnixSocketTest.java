package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixSocketTest {
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 20, 8);

    @TempDir Path folder;

    @Test
    void carriesOctetsBothWays() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0];
                UnixSocket b = pair[1]) {
            buffer.setString(100, "airloom");

            assertThat(b.receive(buffer, 0, 10, null)).isEqualTo(UnixSocket.WOULD_BLOCK);
            assertThat(a.send(buffer, 100, 7)).isEqualTo(7);
            assertThat(b.receive(buffer, 200, 100, null)).isEqualTo(7);
            assertThat(buffer.getString(200)).isEqualTo("airloom");
            assertThat(b.send(buffer, 200, 3)).isEqualTo(3);
            assertThat(a.receive(buffer, 300, 2, null)).isEqualTo(2);
            assertThat(a.receive(buffer, 302, 2, null)).isEqualTo(1);
        }
    }

    @Test
    void saysWhenThePeerHasClosed() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0]) {
            pair[1].close();

            assertThat(a.receive(buffer, 0, 10, null)).isZero();
            assertThatThrownBy(() -> a.send(buffer, 0, 1))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageMatching("send\\(fd \\d+\\): Broken pipe \\(EPIPE\\)");
        }
    }

    @Test
    void takesAPeerThatDiedWithOctetsUnreadForTheEndOfTheStream() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0]) {
            assertThat(a.send(buffer, 0, 5)).isEqualTo(5);
            pair[1].close();

            assertThat(a.receive(buffer, 0, 10, null)).isZero();
        }
    }

    @Test
    void saysWouldBlockWhenThePeerDoesNotRead() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0];
                UnixSocket _ = pair[1]) {
            int sent = 0;
            int n;
            while ((n = a.send(buffer, 0, 1 << 16)) > 0) {
                sent += n;
            }

            assertThat(n).isEqualTo(UnixSocket.WOULD_BLOCK);
            assertThat(sent).isPositive();
        }
    }

    @Test
    void refusesOctetsOutsideTheBufferAndBuffersOnTheHeap() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0];
                UnixSocket _ = pair[1];
                Arena arena = Arena.ofConfined()) {
            MemorySegment small = arena.allocate(8);
            assertThatThrownBy(() -> a.receive(small, 4, 5, null))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.send(small, -1, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.send(small, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("length=0");
            assertThatThrownBy(() -> a.send(MemorySegment.ofArray(new byte[8]), 0, 5))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void carriesEightDescriptorsWithAMessage() {
        long before = OpenResources.descriptors();
        UnixSocket[] pair = UnixSocket.pair();
        List<Fd> sent = eventFds(8);
        try (UnixSocket a = pair[0];
                UnixSocket b = pair[1];
                ReceivedFds received = new ReceivedFds()) {
            assertThat(a.send(buffer, 0, 12, sent.toArray(Fd[]::new))).isEqualTo(12);
            assertThat(b.receive(buffer, 0, 100, received)).isEqualTo(12);

            assertThat(received.count()).isEqualTo(8);
            assertThat(received.truncated()).isFalse();
            for (int i = 0; i < 8; i++) {
                try (EventFd mine = EventFd.adopt(received.take(i))) {
                    mine.signal();
                }
                assertThat(readCounter(sent.get(i))).isEqualTo(i + 2);
            }
            assertThatThrownBy(() -> received.take(3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("descriptor 3 is taken");
        }
        sent.forEach(Fd::close);
        assertThat(OpenResources.descriptors()).isEqualTo(before);
    }

    @Test
    void saysThatDescriptorsBeyondEightAreLostAndLeaksNone() {
        UnixSocket[] pair = UnixSocket.pair();
        List<Fd> sent = eventFds(8);
        try (UnixSocket a = pair[0];
                UnixSocket b = pair[1]) {
            ReceivedFds received = new ReceivedFds();
            long before = OpenResources.descriptors();
            Fd[] five = sent.subList(0, 5).toArray(Fd[]::new);
            a.send(buffer, 0, 1, five);
            a.send(buffer, 0, 1, five);

            b.receive(buffer, 0, 1, received);
            assertThat(received.truncated()).isFalse();
            b.receive(buffer, 0, 1, received);

            assertThat(received.truncated()).isTrue();
            assertThat(received.count()).isEqualTo(8);
            assertThat(OpenResources.descriptors()).isEqualTo(before + 8);
            received.close();
            assertThat(received.count()).isZero();
            assertThat(received.truncated()).isFalse();
            assertThat(OpenResources.descriptors()).isEqualTo(before);
        }
        sent.forEach(Fd::close);
    }

    @Test
    void throwsAwayDescriptorsThatNobodyAskedFor() {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket a = pair[0];
                UnixSocket b = pair[1];
                EventFd event = EventFd.create()) {
            long before = OpenResources.descriptors();
            a.send(buffer, 0, 4, event.fd(), event.fd());

            assertThat(b.receive(buffer, 0, 4, null)).isEqualTo(4);
            assertThat(OpenResources.descriptors()).isEqualTo(before);
        }
    }

    @Test
    void listensForTheOwnerOnlyAndCleansUp() throws IOException {
        Path path = folder.resolve("a.sock");
        try (UnixSocket listener = UnixSocket.listen(path, 4)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(listener.accept()).isNull();
            try (UnixSocket client = UnixSocket.connect(path);
                    UnixSocket server = listener.accept()) {
                assertThat(server).isNotNull();
                assertThat(client.peerPid()).isEqualTo((int) ProcessHandle.current().pid());
                assertThat(server.peerPid()).isEqualTo((int) ProcessHandle.current().pid());
                assertThat(client.receive(buffer, 0, 1, null)).isEqualTo(UnixSocket.WOULD_BLOCK);
                assertThat(server.receive(buffer, 0, 1, null)).isEqualTo(UnixSocket.WOULD_BLOCK);
            }
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void refusesAPathWhereALivingProgramListens() {
        Path path = folder.resolve("b.sock");
        try (UnixSocket _ = UnixSocket.listen(path, 4)) {
            assertThatThrownBy(() -> UnixSocket.listen(path, 4))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage(
                            "bind(\"%s\"): Address already in use (EADDRINUSE): %s"
                                    .formatted(path, "a running program listens there"));
            assertThat(path).exists();
        }
    }

    @Test
    void refusesAPathWhereALivingProgramListensWithAFullBacklog() {
        Path path = folder.resolve("full.sock");
        try (UnixSocket _ = UnixSocket.listen(path, 0);
                UnixSocket _ = UnixSocket.connect(path)) {
            assertThatThrownBy(() -> UnixSocket.listen(path, 4))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EADDRINUSE");
        }
    }

    @Test
    void replacesTheSocketOfADeadProgram() throws IOException {
        Path path = folder.resolve("c.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();

        try (UnixSocket _ = UnixSocket.listen(path, 4);
                UnixSocket _ = UnixSocket.connect(path)) {
            assertThat(path).exists();
        }
    }

    @Test
    void neverReplacesWhatIsNoSocket() throws IOException {
        Path path = Files.writeString(folder.resolve("precious"), "text");

        assertThatThrownBy(() -> UnixSocket.listen(path, 4))
                .isInstanceOf(LinuxException.class)
                .hasMessage(
                        "bind(\"%s\"): File exists (EEXIST): %s"
                                .formatted(path, "there is something that is not a socket"));
        assertThat(path).hasContent("text");
    }

    @Test
    void leavesAPathThatSomebodyElseHasTaken() throws IOException {
        Path path = folder.resolve("d.sock");
        UnixSocket listener = UnixSocket.listen(path, 4);
        Files.delete(path);
        Files.writeString(path, "another's");
        listener.close();

        assertThat(path).hasContent("another's");
    }

    @Test
    void takesPathsOf107OctetsAndNamesTheLimitBeyond() {
        String start = folder + "/";
        Path longest = Path.of(start + "x".repeat(107 - start.length()));
        try (UnixSocket _ = UnixSocket.listen(longest, 4);
                UnixSocket _ = UnixSocket.connect(longest)) {
            assertThat(longest).exists();
        }
        Path tooLong = Path.of(longest + "x");
        String reason =
                "(\"%s\"): File name too long (ENAMETOOLONG): %s"
                        .formatted(
                                tooLong, "a socket's path has 1 to 107 octets, this one has 108");
        assertThatThrownBy(() -> UnixSocket.listen(tooLong, 4)).hasMessage("bind" + reason);
        assertThatThrownBy(() -> UnixSocket.connect(tooLong)).hasMessage("connect" + reason);
    }

    @Test
    void namesThePathThatItCannotConnectTo() throws IOException {
        Path missing = folder.resolve("missing.sock");
        assertThatThrownBy(() -> UnixSocket.connect(missing))
                .hasMessage("connect(\"%s\"): No such file or directory (ENOENT)", missing);
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> UnixSocket.connect(file))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> {
                            assertThat(e.call()).isEqualTo("connect");
                            assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED);
                            assertThat(e.argument()).isEqualTo("\"" + file + "\"");
                        });
        Path nowhere = folder.resolve("no/such/folder.sock");
        assertThatThrownBy(() -> UnixSocket.listen(nowhere, 4))
                .hasMessage("bind(\"%s\"): No such file or directory (ENOENT)", nowhere);
    }

    @Test
    void leaksNothingInAThousandRounds() {
        Path path = folder.resolve("e.sock");
        long before = OpenResources.descriptors();
        for (int i = 0; i < 1000; i++) {
            try (UnixSocket listener = UnixSocket.listen(path, 4);
                    UnixSocket client = UnixSocket.connect(path);
                    UnixSocket server = listener.accept();
                    ReceivedFds received = new ReceivedFds()) {
                client.send(buffer, 0, 1, client.fd(), client.fd());
                assertThat(server.receive(buffer, 0, 1, received)).isEqualTo(1);
                if (i % 2 == 0) {
                    received.take(1).close();
                }
            }
            assertThatThrownBy(() -> UnixSocket.connect(path)).isInstanceOf(LinuxException.class);
        }
        assertThat(OpenResources.descriptors()).isEqualTo(before);
    }

    private static List<Fd> eventFds(int count) {
        List<Fd> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EventFd event = EventFd.create();
            for (int k = 0; k <= i; k++) {
                event.signal();
            }
            list.add(event.fd());
        }
        return list;
    }

    private static long readCounter(Fd event) {
        MemorySegment eight = Arena.ofAuto().allocate(8, 8);
        assertThat(Libc.read(event.value(), eight.address(), 8)).isEqualTo(8);
        return eight.get(ValueLayout.JAVA_LONG, 0);
    }
}
