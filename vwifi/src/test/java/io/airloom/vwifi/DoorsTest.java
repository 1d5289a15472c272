package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import io.airloom.vwifi.SpecClient.Heard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where clients come in, and under which number.
class DoorsTest extends VwifiFixture {
    private static final int TURNS = 2_000;

    @TempDir Path folder;

    /// The examples of the specification, and the port's octets swapped.
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , 383",
        "192.168.1.10, , 46016",
        "10.0.1.2, , 778",
        "10.0.2.1, , 778",
        "255.255.255.255, , 196095",
        "127.0.0.1, 1, 639",
        "127.0.0.1, 256, 384",
        "127.0.0.1, 65535, 65918"
    })
    void theNumberOfATcpClientIsMadeOfItsAddress(String address, Integer port, int cid)
            throws Exception {
        int octets = ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt();
        assertThat(Cid.ofTcp(octets, port)).isEqualTo(cid);
    }

    @Test
    void clientsSpiesAndControlProgramsComeOverTcp() {
        int clients = server.clientsOnTcp(loopback(0));
        int spies = server.spiesOnTcp(loopback(0));
        int controls = server.controlOnTcp(loopback(0));
        SpecClient spy = tcp(spies);
        SpecClient first = tcp(clients);
        SpecClient second = tcp(clients);
        assertThat(notes)
                .containsExactly(
                        "+spy-383",
                        "+vwifi-383",
                        "+vwifi-384",
                        "CID 383 is taken by a client that is still there: the new one has 384");
        first.send(20, beacon(AP), CHANNEL_1);
        assertThat(awaitHeard(second).power()).isEqualTo(-10);
        assertThat(awaitHeard(spy).power()).isEqualTo(20);
        TcpSocket control = TcpSocket.connect(loopback(controls));
        sockets.add(control);
        SpecControl.send(control, SpecClient.little(4).putInt(1));
        ByteBuffer list = new SpecControl(this).answer(control);
        assertThat(list.getInt(0)).isEqualTo(1);
        assertThat(list.getInt(4)).isEqualTo(383);
        assertThat(list.getInt(24)).isEqualTo(2);
    }

    @Test
    void theKernelsVsockGivesEachClientItsCid() {
        int port = 48_211;
        try {
            server.clientsOnVsock(port);
            VsockSocket socket = VsockSocket.connect(VsockSocket.LOCAL_CID, port);
            sockets.add(socket);
        } catch (LinuxException e) {
            assumeThat(e.errno()).as("vsock of this kernel").isZero();
        }
        for (int i = 0; i < TURNS && notes.isEmpty(); i++) {
            loop.poll(1_000_000);
        }
        // This machine calls itself 1, which is nobody's number.
        assumeThat(notes).as("the loopback of vsock").isNotEmpty();
        assertThat(notes.getFirst()).startsWith("+vwifi-");
    }

    @Test
    void behindAUnixSocketIsOneMachineWhoseNewConnectionEndsTheOldOne() {
        Path path = folder.resolve("vm.sock_8211");
        server.clientsAt(path, 5, "vm5");
        SpecClient old = unix(path);
        SpecClient young = unix(path);
        assertThat(old.isOver()).isTrue();
        assertThat(young.isOver()).isFalse();
        assertThat(notes).containsExactly("+vm5", "-vm5: its machine has connected anew", "+vm5");
        server.close();
        assertThat(Files.exists(path)).isFalse();
        assertThatThrownBy(() -> server.clientsAt(path, 2, "vm2")).hasMessage("cid=2");
    }

    @Test
    void spiesAndControlProgramsMayComeAtUnixSockets() {
        Path spies = folder.resolve("spies");
        Path controls = folder.resolve("controls");
        server.spiesAt(spies, 7);
        server.controlAt(controls);
        SpecClient spy = unix(spies);
        SpecClient ap = client(46016);
        ap.send(20, beacon(AP), CHANNEL_1);
        settle();
        assertThat(spy.heard()).hasSize(1);
        UnixSocket control = UnixSocket.connect(controls);
        SpecControl.send(control, SpecClient.little(4).putInt(2));
        assertThat(new SpecControl(this).answer(control).get(9)).isEqualTo((byte) 1);
    }

    @Test
    void aDoorThatIsTakenSaysSo() {
        int port = server.clientsOnTcp(loopback(0));
        assertThatThrownBy(() -> server.spiesOnTcp(loopback(port)))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
    }

    @Test
    void aCollidingClientKeepsItsNumberAndTheFirstOneGetsItsOwnBack() {
        SpecClient first = client(383);
        client(383);
        new SpecControl(this).order(3, 383, 1, 1, 1);
        first.socket.close();
        settle();
        client(383);
        assertThat(new SpecControl(this).order(1).getInt(4)).isEqualTo(2);
        assertThat(new SpecControl(this).order(7, 383, 384).getDouble(4))
                .as("its place was remembered")
                .isEqualTo(Math.sqrt(3));
    }

    @Test
    void fifteenOfThoseWhoHaveGoneAreRemembered() {
        SpecControl control = new SpecControl(this);
        for (int cid = 1000; cid < 1016; cid++) {
            SpecClient client = client(cid);
            control.order(3, cid, 3, 4, 0);
            client.socket.close();
            settle();
        }
        client(2000);
        assertThat(control.order(7, 2000, 1000).getInt(0)).as("the oldest").isEqualTo(-2);
        assertThat(control.order(7, 2000, 1001).getDouble(4)).isEqualTo(5);
        assertThat(control.order(7, 2000, 1015).getDouble(4)).isEqualTo(5);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Connects as a client or a spy, which the server notes.
    private TcpSocket connected(int port) {
        int before = notes.size();
        TcpSocket socket = TcpSocket.connect(loopback(port));
        sockets.add(socket);
        for (int i = 0; i < TURNS && notes.size() == before; i++) {
            loop.poll(1_000_000);
        }
        return socket;
    }

    private SpecClient tcp(int port) {
        return new SpecClient(connected(port), false);
    }

    private SpecClient unix(Path path) {
        StreamSocket socket = UnixSocket.connect(path);
        sockets.add(socket);
        settle();
        return new SpecClient(socket, false);
    }

    private Heard awaitHeard(SpecClient client) {
        for (int i = 0; i < TURNS; i++) {
            loop.poll(1_000_000);
            air.flush(System::nanoTime);
            for (Heard heard : client.heard()) {
                return heard;
            }
        }
        throw new AssertionError("nothing came");
    }
}
