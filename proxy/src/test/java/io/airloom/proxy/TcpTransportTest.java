package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who may come by TCP, who they are, and where they are told of something.
@Timeout(60)
final class TcpTransportTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final BlockingQueue<GuestTransport.Caller> callers = new LinkedBlockingQueue<>();
    private TcpTransport transport = TcpTransport.at(at(1, 0));

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress at(int last, int port) {
        return new InetSocketAddress(address(last), port);
    }

    private void start() throws IOException {
        transport.start((caller, stream) -> {
            callers.add(caller);
            stream.close();
        });
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private void comeFrom(int last) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(at(last, 0));
            socket.connect(at(1, transport.port()));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private GuestTransport.Caller next() throws InterruptedException {
        GuestTransport.Caller caller = callers.poll(30, TimeUnit.SECONDS);
        assertThat(caller).isNotNull();
        return caller;
    }

    @Test
    void aGuestIsAnAddress() throws Exception {
        start();
        assertThat(transport.address()).isEqualTo("tcp:127.0.0.1:" + transport.port());
        comeFrom(5);
        comeFrom(6);
        comeFrom(5);
        GuestId first = next().id();
        assertThat(first).isEqualTo(new GuestId("tcp:127.0.0.5"));
        assertThat(next().id()).isEqualTo(new GuestId("tcp:127.0.0.6"));
        assertThat(next().id()).isEqualTo(first);
    }

    @Test
    void letsInOnlyThoseWhoAreAllowed() throws Exception {
        transport = transport.allowing(Set.of(address(5)));
        start();
        comeFrom(6);
        comeFrom(5);
        assertThat(next().id().name()).isEqualTo("tcp:127.0.0.5");
        assertThat(callers).isEmpty();
    }

    @Test
    void tellsAGuestAtTheAddressThatItCameFrom() throws Exception {
        try (ServerSocket guest = new ServerSocket(0, 1, address(7))) {
            transport = transport.notifyingPort(guest.getLocalPort());
            start();
            comeFrom(7);
            hears(guest, next());
        }
    }

    @Test
    void tellsAGuestAtAnotherAddressWhereThatIsGiven() throws Exception {
        try (ServerSocket guest = new ServerSocket(0, 1, address(8))) {
            transport = transport.notifying(at(8, guest.getLocalPort()));
            start();
            comeFrom(7);
            hears(guest, next());
        }
    }

    private static void hears(ServerSocket guest, GuestTransport.Caller caller) throws IOException {
        byte[] message = AnswerCodec.encode(new Notification.Signal(-42));
        try (GuestStream stream = caller.connect(LONG)) {
            stream.write(message, LONG);
        }
        try (Socket heard = guest.accept()) {
            assertThat(heard.getInputStream().readAllBytes()).isEqualTo(message);
        }
    }

    @Test
    void doesNotResolveNames() {
        assertThatThrownBy(() -> TcpTransport.at(InetSocketAddress.createUnresolved("host", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
