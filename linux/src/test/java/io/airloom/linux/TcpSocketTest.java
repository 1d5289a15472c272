package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpSocketTest {
    private static final int ENOUGH_MILLIS = 10_000;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void carriesOctetsBothWaysOverBothFamilies(String host) throws Exception {
        try (TcpSocket listener = TcpSocket.listen(address(host, 0), 8);
                TcpSocket client = TcpSocket.connect(listener.local());
                TcpSocket server = accepted(listener)) {
            await(client, Epoll.OUT);
            client.finishConnect();
            assertThat(client.peer()).isEqualTo(listener.local());
            assertThat(server.peer()).isEqualTo(client.local());
            assertThat(listener.accept()).isNull();
            assertThat(echo(client, server)).isEqualTo("airloom");
            assertThat(echo(server, client)).isEqualTo("airloom");
            client.shutdownOutput();
            await(server, Epoll.IN);
            assertThat(server.receive(new byte[1], 0, 1)).isZero();
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        InetSocketAddress nobody;
        try (TcpSocket listener = TcpSocket.listen(address("127.0.0.1", 0), 1)) {
            nobody = listener.local();
        }
        assertThatThrownBy(
                        () -> {
                            try (TcpSocket client = TcpSocket.connect(nobody)) {
                                await(client, Epoll.OUT);
                                client.finishConnect();
                            }
                        })
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("ECONNREFUSED");
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (TcpSocket listener = TcpSocket.listen(address("127.0.0.1", 0), 1)) {
            int port = listener.local().getPort();
            assertThatThrownBy(() -> TcpSocket.listen(listener.local(), 1))
                    .hasMessage(
                            "bind(127.0.0.1:%d): Address already in use (EADDRINUSE)"
                                    .formatted(port));
        }
    }

    @Test
    void anUnresolvedNameIsTheCallersMistake() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", 1);
        assertThatThrownBy(() -> TcpSocket.connect(name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static InetSocketAddress address(String host, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static TcpSocket accepted(TcpSocket listener) {
        await(listener, Epoll.IN);
        TcpSocket socket = listener.accept();
        assertThat(socket).isNotNull();
        return socket;
    }

    private static String echo(TcpSocket from, TcpSocket to) {
        byte[] octets = "airloom".getBytes(StandardCharsets.UTF_8);
        assertThat(from.send(octets, 0, octets.length)).isEqualTo(octets.length);
        await(to, Epoll.IN);
        byte[] received = new byte[100];
        int count = to.receive(received, 0, received.length);
        return new String(received, 0, count, StandardCharsets.UTF_8);
    }

    private static void await(StreamSocket socket, int events) {
        try (Epoll epoll = Epoll.create(1)) {
            epoll.add(socket.fd(), events, 1);
            assertThat(epoll.await(ENOUGH_MILLIS)).isEqualTo(1);
        }
    }
}
