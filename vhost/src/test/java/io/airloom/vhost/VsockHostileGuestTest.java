package io.airloom.vhost;

import static io.airloom.vhost.VsockHeader.CREDIT_UPDATE;
import static io.airloom.vhost.VsockHeader.REQUEST;
import static io.airloom.vhost.VsockHeader.RESPONSE;
import static io.airloom.vhost.VsockHeader.RST;
import static io.airloom.vhost.VsockHeader.RW;
import static io.airloom.vhost.VsockHeader.SHUTDOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets that no kernel sends: each is counted under its name and answered with an RST, or with
/// nothing where there is nobody to answer; other connections go on.
@Timeout(60)
final class VsockHostileGuestTest {
    private static final int CID = 7;
    private static final int PORT = 1234;
    private static final int OPEN = 9;
    private static final int BYSTANDER = 10;

    @TempDir Path folder;
    private VsockFixture host;
    private VsockTestGuest guest;
    private UnixSocket victim;
    private UnixSocket bystander;

    /// A bad packet.
    ///
    /// @param answer what the guest hears, empty if nothing
    /// @param ends whether the open connection is broken off
    record Case(
            String name, VsockPacket packet, VsockCounter counter, String answer, boolean ends) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static VsockPacket open(int op) {
        return VsockPacket.of(CID, OPEN, PORT, op);
    }

    private static VsockPacket fresh(int op) {
        return VsockPacket.of(CID, 77, PORT, op);
    }

    private static Case breaks(String name, VsockPacket packet, VsockCounter counter) {
        return new Case(name, packet, counter, "RST 2:1234 > 9", true);
    }

    private static Case refused(String name, VsockPacket packet, VsockCounter counter) {
        return new Case(name, packet, counter, "RST 2:1234 > 77", false);
    }

    private static Case silent(String name, VsockPacket packet, VsockCounter counter) {
        return new Case(name, packet, counter, "", false);
    }

    static Stream<Case> cases() {
        return Stream.of(
                breaks("operation 0", open(0), VsockCounter.UNKNOWN_OPERATION),
                breaks("operation 8", open(8), VsockCounter.UNKNOWN_OPERATION),
                breaks("operation 65535", open(0xffff), VsockCounter.UNKNOWN_OPERATION),
                breaks("a second request", open(REQUEST), VsockCounter.UNEXPECTED),
                breaks("a response to nothing", open(RESPONSE), VsockCounter.UNEXPECTED),
                breaks(
                        "longer than its buffer",
                        open(RW).withPayload("abc").withLength(4),
                        VsockCounter.BAD_LENGTH),
                breaks("2^32-1 long", open(RW).withLength(-1), VsockCounter.BAD_LENGTH),
                breaks(
                        "payload on a credit update",
                        open(CREDIT_UPDATE).withPayload("x"),
                        VsockCounter.BAD_LENGTH),
                breaks("unknown shutdown", open(SHUTDOWN).withFlags(4), VsockCounter.BAD_FLAGS),
                breaks("flags on data", open(RW).withFlags(1), VsockCounter.BAD_FLAGS),
                breaks(
                        "acknowledges what was not sent",
                        open(CREDIT_UPDATE).withCredit(1000, 1),
                        VsockCounter.CREDIT_FORGED),
                breaks(
                        "sends after its shutdown",
                        open(RW).withPayload("late"),
                        VsockCounter.UNEXPECTED),
                refused("seqpacket", fresh(REQUEST).withType(2), VsockCounter.WRONG_TYPE),
                refused("type 0", fresh(REQUEST).withType(0), VsockCounter.WRONG_TYPE),
                refused("data without connection", fresh(RW), VsockCounter.UNKNOWN_CONNECTION),
                refused("nobody listens", fresh(REQUEST).withCredit(0, 0), VsockCounter.REFUSED),
                refused(
                        "a request that acknowledges",
                        fresh(REQUEST).withCredit(10, 10),
                        VsockCounter.CREDIT_FORGED),
                new Case(
                        "to a guest that there is not",
                        fresh(REQUEST).withCids(CID, 8),
                        VsockCounter.REFUSED,
                        "RST 8:1234 > 77",
                        false),
                new Case(
                        "to itself",
                        fresh(REQUEST).withCids(CID, CID),
                        VsockCounter.REFUSED,
                        "RST 7:1234 > 77",
                        false),
                new Case(
                        "to a CID of 64 bits",
                        fresh(REQUEST).withCids(CID, 0x1_0000_0002L),
                        VsockCounter.UNKNOWN_CONNECTION,
                        "RST 4294967298:1234 > 77",
                        false),
                silent(
                        "with somebody else's CID",
                        fresh(REQUEST).withCids(8, 2),
                        VsockCounter.WRONG_SOURCE),
                silent("with the host's CID", open(RW).withCids(2, 2), VsockCounter.WRONG_SOURCE),
                silent("an RST for nothing", fresh(RST), VsockCounter.PACKETS_IN),
                silent("an RST of no type", fresh(RST).withType(9), VsockCounter.WRONG_TYPE));
    }

    @BeforeEach
    void start() {
        host = new VsockFixture(folder, false);
        guest = host.guest(CID);
        UnixSocket listener = host.listen(CID, PORT);
        victim = connect(listener, OPEN);
        bystander = connect(listener, BYSTANDER);
        listener.close();
    }

    private UnixSocket connect(UnixSocket listener, int port) {
        guest.send(VsockPacket.of(CID, port, PORT, REQUEST));
        guest.received();
        return Objects.requireNonNull(listener.accept());
    }

    @AfterEach
    void end() {
        victim.close();
        bystander.close();
        host.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isCountedAndAnsweredAndHurtsNobodyElse(Case bad) {
        if (bad.name.equals("sends after its shutdown")) {
            guest.send(open(SHUTDOWN).withFlags(VsockHeader.SHUT_SEND));
        }
        long before = host.count(bad.counter);
        guest.send(bad.packet);
        assertThat(host.count(bad.counter)).isEqualTo(before + 1);
        assertThat(guest.heard()).isEqualTo(bad.answer.isEmpty() ? List.of() : List.of(bad.answer));
        boolean over = host.read(victim).endsWith("EOF");
        assertThat(over).isEqualTo(bad.ends || bad.name.equals("sends after its shutdown"));

        guest.send(VsockPacket.of(CID, BYSTANDER, PORT, RW).withPayload("unharmed"));
        assertThat(host.read(bystander)).isEqualTo("unharmed");
        assertThat(host.exchange.connections()).isEqualTo(bad.ends ? 1 : 2);
        assertThat(host.ends).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 43})
    void isCountedWhenItHasNoWholeHeader(int length) {
        guest.offer(new byte[length], length);
        guest.kick();
        assertThat(host.count(VsockCounter.TOO_SHORT)).isEqualTo(1);
        assertThat(guest.untaken()).isZero();
        assertThat(guest.heard()).isEmpty();
    }
}
