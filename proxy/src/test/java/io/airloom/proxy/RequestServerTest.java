package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One request on each connection, and what comes of it.
@Timeout(60)
final class RequestServerTest {
    private final ProxyCounters counters = new ProxyCounters();
    private final NotificationSender sender =
            new NotificationSender(ScanLayout.C, ServerLimits.usual(), counters);
    private final MemoryTransport memory = new MemoryTransport();
    private final RequestServer server =
            new RequestServer(new Echo(), sender, ScanLayout.C, ServerLimits.usual(), counters);

    /// Answers as one could expect of a host without networks.
    private static final class Echo implements RequestHandler {
        @Override
        public Answer answer(GuestId guest, Request request, Duration within) {
            return switch (request) {
                case Request.Scan _ -> new ScanResults(true, List.of());
                case Request.Connect connect -> new Answer.Connected(1, connect.bssid(), 1);
                case Request.Disconnect _ -> new Answer.Disconnected();
            };
        }

        @Override
        public void undelivered(GuestId guest, Request request, Answer answer) {}
    }

    @AfterEach
    void close() {
        server.close();
        sender.close();
    }

    @Test
    @DisplayName("item 72: an answer leaves in a single send")
    void answersInASingleSend() throws IOException {
        server.listen(memory);
        try (MemoryTransport.Pipe pipe = memory.connect("a")) {
            byte[] request = RequestCodec.encode(new Request.Scan(Ssid.WILDCARD));
            for (byte octet : request) {
                pipe.write(octet);
            }
            assertThat(pipe.readAll())
                    .isEqualTo(AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C));
            assertThat(pipe.sent()).hasSize(1);
        }
    }

    @Test
    @DisplayName("item 82: notifications before a guest's first request are not sent, after it are")
    void notifiesAfterTheFirstRequest() throws Exception {
        server.listen(memory);
        GuestId guest = new GuestId("a");
        var arrivals = memory.listen("a");
        sender.notify(guest, new Notification.Signal(-1));
        try (MemoryTransport.Pipe pipe = memory.connect("a")) {
            pipe.write(RequestCodec.encode(new Request.Disconnect(0)));
            assertThat(pipe.readAll()).hasSize(Header.LENGTH);
        }
        sender.notify(guest, new Notification.Signal(-2));
        sender.notify(guest, new Notification.Signal(-3));
        assertThat(MemoryTransport.next(arrivals).readAll())
                .isEqualTo(AnswerCodec.encode(new Notification.Signal(-2)));
        assertThat(MemoryTransport.next(arrivals).readAll())
                .isEqualTo(AnswerCodec.encode(new Notification.Signal(-3)));
        assertThat(counters.of(ProxyCounter.EARLY)).isEqualTo(1);
    }

    @Test
    void servesOverTcp() throws IOException {
        TcpTransport tcp =
                TcpTransport.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.listen(tcp);
        try (Socket guest = new Socket(InetAddress.getLoopbackAddress(), tcp.port())) {
            guest.getOutputStream().write(RequestCodec.encode(new Request.Scan(Ssid.WILDCARD)));
            assertThat(guest.getInputStream().readAllBytes())
                    .isEqualTo(AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C));
        }
    }
}
