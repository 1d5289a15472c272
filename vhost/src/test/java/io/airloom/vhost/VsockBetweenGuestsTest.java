package io.airloom.vhost;

import static io.airloom.vhost.VsockHeader.REQUEST;
import static io.airloom.vhost.VsockHeader.RESPONSE;
import static io.airloom.vhost.VsockHeader.RST;
import static io.airloom.vhost.VsockHeader.RW;
import static io.airloom.vhost.VsockHeader.SHUTDOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One guest connects to a port of another.
@Timeout(60)
final class VsockBetweenGuestsTest {
    @TempDir Path folder;
    private VsockFixture host;
    private VsockTestGuest a;
    private VsockTestGuest b;

    @BeforeEach
    void start() {
        begin(true);
    }

    private void begin(boolean allowed) {
        host = new VsockFixture(folder, allowed);
        a = host.guest(3);
        b = host.guest(4);
    }

    @AfterEach
    void end() {
        host.close();
    }

    private static VsockPacket fromA(int op) {
        return VsockPacket.of(3, 50, 80, op).withCids(3, 4);
    }

    private static VsockPacket fromB(int op) {
        return VsockPacket.of(4, 80, 50, op).withCids(4, 3);
    }

    private void connect() {
        a.send(fromA(REQUEST));
        assertThat(a.heard()).isEmpty();
        assertThat(b.heard()).containsExactly("REQUEST 3:50 > 80");
        b.send(fromB(RESPONSE));
        assertThat(a.heard()).containsExactly("RESPONSE 4:80 > 50");
    }

    @Test
    void isRefusedUnlessItIsAllowed() {
        host.close();
        begin(false);
        a.send(fromA(REQUEST));
        assertThat(a.heard()).containsExactly("RST 4:80 > 50");
        assertThat(b.heard()).isEmpty();
        assertThat(host.count(VsockCounter.FORBIDDEN)).isEqualTo(1);
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void carriesOctetsAndHalfClosesBothWays() {
        connect();
        a.send(fromA(RW).withPayload("question"));
        assertThat(b.heard()).containsExactly("RW 3:50 > 80 \"question\"");
        a.send(fromA(SHUTDOWN).withFlags(VsockHeader.SHUT_SEND));
        assertThat(b.heard()).containsExactly("SHUTDOWN 3:50 > 80 flags=2");
        b.send(fromB(RW).withPayload("answer").withCredit(1 << 18, 8));
        assertThat(a.heard()).containsExactly("RW 4:80 > 50 \"answer\"");
        b.send(fromB(SHUTDOWN).withFlags(VsockHeader.SHUT_BOTH).withCredit(1 << 18, 8));
        assertThat(b.heard()).containsExactly("RST 3:50 > 80");
        assertThat(a.heard()).containsExactly("SHUTDOWN 4:80 > 50 flags=3");
        a.send(fromA(RST));
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void isRefusedWhenTheOtherDoesNotListen() {
        a.send(fromA(REQUEST));
        b.heard();
        b.send(fromB(RST));
        assertThat(a.heard()).containsExactly("RST 4:80 > 50");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void isBrokenOffWhenTheOtherIs() {
        connect();
        b.send(fromB(RST));
        assertThat(a.heard()).containsExactly("RST 4:80 > 50");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void isBrokenOffWhenTheOtherGuestEnds() {
        connect();
        b.frontEnd.close();
        assertThat(a.heard()).containsExactly("RST 4:80 > 50");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void isGivenUpWhenTheAskingGuestEnds() {
        a.send(fromA(REQUEST));
        b.heard();
        a.frontEnd.close();
        assertThat(b.heard()).containsExactly("RST 3:50 > 80");
        assertThat(host.exchange.connections()).isZero();
    }

    @Test
    void aGuestThatDoesNotReadStopsOnlyWhoWritesToIt() {
        connect();
        b.take();
        String piece = "x".repeat(1 << 14);
        long sent = 0;
        int forwarded = 0;
        while (sent - forwarded + piece.length() <= VsockSwitch.MAX_WINDOW) {
            a.send(fromA(RW).withPayload(piece));
            sent += piece.length();
            for (VsockPacket packet : a.received()) {
                forwarded = packet.fwdCnt();
            }
        }
        assertThat(sent - forwarded).isLessThanOrEqualTo(VsockSwitch.MAX_WINDOW);
        a.send(VsockPacket.of(3, 60, 1234, REQUEST));
        assertThat(a.heard()).as("others are served").containsExactly("RST 2:1234 > 60");
        long got = 0;
        for (List<VsockPacket> some = b.take(); !some.isEmpty(); some = b.take()) {
            got += some.stream().mapToLong(VsockPacket::len).sum();
            b.post(some.size());
            b.send(fromB(VsockHeader.CREDIT_UPDATE).withCredit(1 << 18, (int) got));
        }
        assertThat(got).as("nothing is lost").isEqualTo(sent);
    }
}
