package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The device as one guest and programs of the host see it, packet by packet.
///
/// Somewhat over 400 lines: one case beside the other, all with the same guest.
@Timeout(60)
final class VsockDeviceTest {
    private static final int CID = 7;
    private static final int PORT = 1234;
    private static final int GUEST_PORT = 9;

    @TempDir Path folder;
    private VsockFixture host;
    private VsockTestGuest guest;

    @BeforeEach
    void start() {
        host = new VsockFixture(folder, false);
        guest = host.guest(CID);
    }

    @AfterEach
    void end() {
        assertThat(host.ends).isEmpty();
        host.close();
    }

    static VsockPacket packet(int op) {
        return VsockPacket.of(CID, GUEST_PORT, PORT, op);
    }

    /// A guest's connection to a program that listens; the program's end of it.
    private UnixSocket connected() {
        UnixSocket listener = host.listen(CID, PORT);
        guest.send(packet(VsockHeader.REQUEST));
        assertThat(guest.heard()).containsExactly("RESPONSE 2:1234 > 9");
        return Objects.requireNonNull(listener.accept());
    }

    @Test
    void tellsTheGuestItsCid() {
        byte[] ask = new byte[20];
        ask[4] = 8;
        guest.frontEnd.send(VhostUserRequest.GET_CONFIG, ask);
        assertThat(guest.frontEnd.awaitReply().payload()).endsWith("0700000000000000");
    }

    @Test
    void refusesARealKernelsRequestWhereNobodyListens() {
        String sent =
                "07000000000000000200000000000000dee18243d2040000000000000100010000000000"
                        + "0000040000000000";
        guest.offer(HexFormat.of().parseHex(sent), 44);
        guest.kick();
        assertThat(HexFormat.of().formatHex(guest.take().getFirst().bytes()))
                .isEqualTo(
                        "02000000000000000700000000000000d2040000dee18243000000000100030000000000"
                                + "0000000000000000");
        assertThat(host.count(VsockCounter.REFUSED)).isEqualTo(1);
        assertThat(host.exchange.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 44, 45, 1000})
    void carriesOctetsBothWaysWhereverThePacketIsDivided(int split) {
        UnixSocket program = connected();
        guest.offer(packet(VsockHeader.RW).withPayload("hello").bytes(), split);
        guest.kick();
        assertThat(host.read(program)).isEqualTo("hello");
        host.write(program, "and back");
        assertThat(guest.heard()).containsExactly("RW 2:1234 > 9 \"and back\"");
        program.close();
    }

    @Test
    void connectsAProgramToAPortOfTheGuest() {
        UnixSocket program = host.ask(CID, "CONNECT 80\nfirst");
        VsockPacket request = guest.received().getFirst();
        assertThat(request).hasToString("REQUEST 2:1073741824 > 80");
        assertThat(host.read(program)).isEmpty();
        VsockPacket answer = VsockPacket.of(CID, 80, request.srcPort(), VsockHeader.RESPONSE);
        guest.send(answer);
        assertThat(host.read(program)).isEqualTo("OK 1073741824\n");
        assertThat(guest.heard()).containsExactly("RW 2:1073741824 > 80 \"first\"");
    }

    @Test
    void hangsUpOnAProgramWhenTheGuestRefuses() {
        UnixSocket program = host.ask(CID, "CONNECT 80\n");
        int port = guest.received().getFirst().srcPort();
        guest.send(VsockPacket.of(CID, 80, port, VsockHeader.RST));
        assertThat(host.read(program)).isEqualTo("EOF");
        assertThat(guest.heard()).isEmpty();
        assertThat(host.exchange.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT \n",
                "CONNECT\n",
                "connect 80\n",
                "CONNECT 4294967296\n",
                "CONNECT 99999999999\n",
                "CONNECT -1\n",
                "CONNECT 80 \n",
                "CONNECT 0x50\n",
                "\n",
                "GET / HTTP/1.1\r\nHost: somewhere far away\r\n"
            })
    void hangsUpOnAProgramThatDoesNotAskProperly(String line) {
        UnixSocket program = host.ask(CID, line);
        assertThat(host.read(program)).isEqualTo("EOF");
        assertThat(guest.heard()).isEmpty();
    }

    @Test
    void takesARequestThatComesOctetByOctet() {
        UnixSocket program = host.ask(CID, "C");
        "ONNECT 4294967295\n".chars().forEach(c -> host.write(program, "" + (char) c));
        assertThat(guest.heard()).containsExactly("REQUEST 2:1073741824 > -1");
    }

    @Test
    void hangsUpWhereThereIsNoGuest() {
        UnixDoor door = new UnixDoor(host.exchange, 99, host.door(99));
        assertThat(host.read(host.ask(99, "CONNECT 1\n"))).isEqualTo("EOF");
        door.close();
        assertThat(host.door(99)).doesNotExist();
    }

    @Test
    void carriesAHalfCloseOfTheGuest() {
        UnixSocket program = connected();
        guest.send(packet(VsockHeader.RW).withPayload("last"));
        guest.send(packet(VsockHeader.SHUTDOWN).withFlags(VsockHeader.SHUT_SEND));
        assertThat(host.read(program)).isEqualTo("lastEOF");
        host.write(program, "still here");
        assertThat(guest.heard()).containsExactly("RW 2:1234 > 9 \"still here\"");
        program.close();
        assertThat(guest.heard()).containsExactly("SHUTDOWN 2:1234 > 9 flags=3");
        guest.send(packet(VsockHeader.RST));
        assertThat(host.exchange.connections()).isZero();
        assertThat(guest.heard()).isEmpty();
    }

    @Test
    void carriesAHalfCloseOfTheProgram() {
        UnixSocket program = connected();
        host.write(program, "last");
        program.shutdownOutput();
        assertThat(guest.heard())
                .containsExactly("RW 2:1234 > 9 \"last\"", "SHUTDOWN 2:1234 > 9 flags=2");
        guest.send(packet(VsockHeader.RW).withPayload("still here").withCredit(1 << 18, 4));
        assertThat(host.read(program)).isEqualTo("still here");
        guest.send(packet(VsockHeader.SHUTDOWN).withFlags(VsockHeader.SHUT_BOTH));
        assertThat(host.read(program)).isEqualTo("EOF");
        assertThat(guest.heard()).containsExactly("RST 2:1234 > 9");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void tellsAProgramThatTheGuestReceivesNoMore() {
        UnixSocket program = connected();
        guest.send(packet(VsockHeader.SHUTDOWN).withFlags(VsockHeader.SHUT_RECEIVE));
        assertThatThrownBy(() -> host.write(program, "x")).hasMessageContaining("EPIPE");
        guest.send(packet(VsockHeader.RW).withPayload("but I send"));
        assertThat(host.read(program)).isEqualTo("but I send");
        program.close();
    }

    @Test
    void deliversWhatAGuestSentBeforeItClosed() {
        UnixSocket program = connected();
        String much = "0123456789".repeat(6000);
        for (int i = 0; i < 4; i++) {
            guest.send(packet(VsockHeader.RW).withPayload(much));
        }
        guest.send(packet(VsockHeader.SHUTDOWN).withFlags(VsockHeader.SHUT_BOTH));
        guest.send(packet(VsockHeader.RST));
        assertThat(host.read(program)).isEqualTo(much.repeat(4) + "EOF");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void breaksOffWhenTheGuestDoes() {
        UnixSocket program = connected();
        guest.send(packet(VsockHeader.RST));
        assertThat(host.read(program)).isEqualTo("EOF");
        assertThat(guest.heard()).isEmpty();
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void keepsToTheGuestsCreditAndAsksForMore() {
        UnixSocket listener = host.listen(CID, PORT);
        guest.send(packet(VsockHeader.REQUEST).withCredit(10, 0));
        UnixSocket program = Objects.requireNonNull(listener.accept());
        host.write(program, "0123456789abcdefghij");
        assertThat(guest.heard())
                .containsExactly(
                        "RESPONSE 2:1234 > 9",
                        "RW 2:1234 > 9 \"0123456789\"",
                        "CREDIT_REQUEST 2:1234 > 9");
        guest.send(packet(VsockHeader.CREDIT_UPDATE).withCredit(10, 3));
        assertThat(guest.heard())
                .containsExactly("RW 2:1234 > 9 \"abc\"", "CREDIT_REQUEST 2:1234 > 9");
        guest.send(packet(VsockHeader.CREDIT_UPDATE).withCredit(100, 13));
        assertThat(guest.heard()).containsExactly("RW 2:1234 > 9 \"defghij\"");
        program.close();
    }

    @Test
    void tellsTheGuestItsCreditWhenAsked() {
        UnixSocket program = connected();
        guest.send(packet(VsockHeader.RW).withPayload("12345"));
        guest.send(packet(VsockHeader.CREDIT_REQUEST));
        VsockPacket update = guest.received().getLast();
        assertThat(update.op()).isEqualTo(VsockHeader.CREDIT_UPDATE);
        assertThat(update.bufAlloc()).isEqualTo(VsockSwitch.MAX_WINDOW);
        assertThat(update.fwdCnt()).isEqualTo(5);
        program.close();
    }

    /// Sends in pieces of `length` as much as the device has said to have room for, and one more.
    @Test
    void breaksOffAGuestThatSendsMoreThanItMay() {
        UnixSocket program = connected();
        String piece = "x".repeat(1 << 16);
        int forwarded = 0;
        long sent = 0;
        // Nobody reads: the socket takes some, the rest waits.
        for (int i = 0; i < 40 && host.count(VsockCounter.CREDIT_EXCEEDED) == 0; i++) {
            guest.send(packet(VsockHeader.RW).withPayload(piece));
            sent += piece.length();
            for (VsockPacket packet : guest.received()) {
                if (packet.op() != VsockHeader.RST) {
                    forwarded = packet.fwdCnt();
                }
            }
        }
        assertThat(host.count(VsockCounter.CREDIT_EXCEEDED)).isEqualTo(1);
        assertThat(sent - forwarded).isGreaterThan(VsockSwitch.MAX_WINDOW);
        assertThat(host.exchange.connections()).isZero();
        program.close();
    }

    @Test
    void stopsTheGuestWhenTheProgramDoesNotReadAndGoesOnWhenItDoes() {
        UnixSocket program = connected();
        String piece = "x".repeat(1 << 14);
        long received = 0;
        long sent = 0;
        int forwarded = 0;
        int stalls = 0;
        while (received < 4 << 20) {
            if (sent - forwarded + piece.length() <= VsockSwitch.MAX_WINDOW) {
                guest.send(packet(VsockHeader.RW).withPayload(piece));
                sent += piece.length();
            } else {
                stalls++;
                received += host.read(program).length();
            }
            for (VsockPacket packet : guest.received()) {
                assertThat(packet.op()).isEqualTo(VsockHeader.CREDIT_UPDATE);
                forwarded = packet.fwdCnt();
            }
        }
        assertThat(stalls).isPositive();
        assertThat(host.count(VsockCounter.CREDIT_EXCEEDED)).isZero();
        program.close();
    }

    @Test
    void leavesDataInTheSocketWhileTheGuestHasNoBuffers() {
        UnixSocket program = connected();
        assertThat(guest.take()).isEmpty();
        int buffers = VsockTestGuest.RING / 2;
        String page = "x".repeat(VsockTestGuest.BUFFER - VsockHeader.LENGTH);
        for (int i = 0; i < buffers + 5; i++) {
            host.write(program, page);
        }
        List<VsockPacket> first = guest.take();
        assertThat(first).hasSize(buffers).allMatch(packet -> packet.text().equals(page));
        host.settle();
        assertThat(guest.take()).isEmpty();
        guest.post(10);
        assertThat(guest.take()).hasSize(5).allMatch(packet -> packet.text().equals(page));
        program.close();
    }

    @Test
    void keepsResetsForAGuestThatDoesNotReadAndThenMakesItWait() {
        int buffers = VsockTestGuest.RING / 2;
        for (int i = 0; i < 400; i++) {
            VsockPacket request = VsockPacket.of(CID, i, PORT, VsockHeader.REQUEST);
            guest.offer(request.bytes(), 44);
            guest.kick();
            if (guest.untaken() == VsockTestGuest.RING / 2) {
                break;
            }
        }
        assertThat(guest.untaken()).isEqualTo(VsockTestGuest.RING / 2);
        assertThat(host.exchange.connections()).isZero();
        List<VsockPacket> resets = new ArrayList<>(guest.take());
        assertThat(resets).hasSize(buffers);
        guest.post(buffers);
        resets.addAll(guest.received());
        assertThat(guest.untaken()).isZero();
        assertThat(resets).hasSize(tx()).allMatch(packet -> packet.op() == VsockHeader.RST);
        assertThat(resets.stream().map(VsockPacket::dstPort)).doesNotHaveDuplicates();
    }

    private int tx() {
        return guest.tx.usedIndex();
    }

    @Test
    void givesConnectionsTheirTurns() {
        UnixSocket listener = host.listen(CID, PORT);
        List<UnixSocket> programs = new ArrayList<>();
        for (int port = 0; port < 3; port++) {
            guest.send(VsockPacket.of(CID, port, PORT, VsockHeader.REQUEST));
            programs.add(Objects.requireNonNull(listener.accept()));
        }
        guest.take();
        String page = "x".repeat(VsockTestGuest.BUFFER - VsockHeader.LENGTH);
        // Exactly as many buffers are left as are taken below.
        for (UnixSocket program : programs) {
            byte[] much = page.repeat(20).getBytes(StandardCharsets.US_ASCII);
            program.send(much, 0, much.length);
        }
        List<VsockPacket> first = guest.take();
        assertThat(first).hasSize(VsockTestGuest.RING / 2 - 3);
        for (int port = 0; port < 3; port++) {
            int expected = port;
            assertThat(first.stream().filter(packet -> packet.dstPort() == expected))
                    .hasSizeBetween(9, 10);
        }
        programs.forEach(UnixSocket::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {44, 45, 60, 108})
    void fillsBuffersOfAnyLength(int length) {
        UnixSocket program = connected();
        guest.take();
        VsockTestGuest small = host.connect(8);
        small.bufferLength = length;
        small.setUp().post(VsockTestGuest.RING / 2);
        host.exchange.door(8, host.door(CID));
        small.send(VsockPacket.of(8, GUEST_PORT, PORT, VsockHeader.REQUEST));
        small.take();
        if (length == 44) {
            assertThat(host.count(VsockCounter.BUFFERS_TOO_SHORT)).isPositive();
        } else {
            assertThat(host.count(VsockCounter.BUFFERS_TOO_SHORT)).isZero();
        }
        program.close();
    }

    @Test
    void closesTheProgramsSocketsWhenTheGuestBeginsAnew() {
        UnixSocket program = connected();
        guest.frontEnd.send(VhostUserRequest.RESET_OWNER, new byte[0]);
        assertThat(host.read(program)).isEqualTo("EOF");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void deliversWhatAGuestFinishedBeforeItEnded() {
        UnixSocket program = connected();
        String much = "0123456789".repeat(6000);
        for (int i = 0; i < 4; i++) {
            guest.send(packet(VsockHeader.RW).withPayload(much));
        }
        guest.send(packet(VsockHeader.SHUTDOWN).withFlags(VsockHeader.SHUT_SEND));
        guest.frontEnd.close();
        assertThat(host.read(program)).isEqualTo(much.repeat(4) + "EOF");
        assertThat(host.exchange.connections()).isZero();
        host.ends.clear();
    }

    @Test
    void tellsADriverThatGoesOnThatItsConnectionsAreGone() {
        VsockTestGuest old = host.connect(9);
        old.negotiate();
        old.rx.base = 100;
        old.tx.base = 100;
        old.event.base = 5;
        old.start(VsockDevice.RX, old.rx);
        old.start(VsockDevice.TX, old.tx);
        old.start(VsockDevice.EVENT, old.event);
        old.postEvent();
        assertThat(old.event.usedIndex()).isEqualTo(1);
        assertThat(old.event.usedLength(0)).isEqualTo(4);
        guest.postEvent();
        assertThat(guest.event.usedIndex()).as("a new driver has nothing to forget").isZero();
    }

    @Test
    void opensAndClosesAThousandConnectionsInSequenceAndLeavesNothing() throws IOException {
        UnixSocket listener = host.listen(CID, PORT);
        long before = sockets();
        for (int port = 0; port < 1000; port++) {
            guest.send(VsockPacket.of(CID, port, PORT, VsockHeader.REQUEST));
            UnixSocket program = Objects.requireNonNull(listener.accept());
            program.close();
            host.settle();
            guest.send(VsockPacket.of(CID, port, PORT, VsockHeader.RST));
            assertThat(guest.heard()).hasSize(2);
        }
        assertThat(sockets()).isEqualTo(before);
        assertThat(host.exchange.connections()).isZero();
        assertThat(host.count(VsockCounter.OPENED_BY_GUEST)).isEqualTo(1000);
        assertThat(host.count(VsockCounter.CLOSED)).isEqualTo(1000);
    }

    @Test
    void holdsAThousandConnectionsAtOnceAndRefusesTooMany() throws IOException {
        UnixSocket listener = host.listen(CID, PORT);
        long before = sockets();
        List<UnixSocket> programs = new ArrayList<>();
        for (int port = 0; port < VsockSwitch.MAX_PER_GUEST; port++) {
            guest.send(VsockPacket.of(CID, port, PORT, VsockHeader.REQUEST));
            assertThat(guest.heard()).containsExactly("RESPONSE 2:1234 > " + port);
            programs.add(Objects.requireNonNull(listener.accept()));
        }
        guest.send(VsockPacket.of(CID, 9999, PORT, VsockHeader.REQUEST));
        assertThat(guest.heard()).containsExactly("RST 2:1234 > 9999");
        assertThat(host.exchange.connections()).isEqualTo(VsockSwitch.MAX_PER_GUEST);
        assertThat(host.count(VsockCounter.TOO_MANY)).isEqualTo(1);
        programs.forEach(UnixSocket::close);
        host.settle();
        guest.received();
        for (int port = 0; port < VsockSwitch.MAX_PER_GUEST; port++) {
            guest.send(VsockPacket.of(CID, port, PORT, VsockHeader.RST));
        }
        guest.received();
        assertThat(sockets()).isEqualTo(before);
        assertThat(host.exchange.connections()).isZero();
    }

    /// Sockets that this process has open.
    private static long sockets() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(VsockDeviceTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("socket:");
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }
}
