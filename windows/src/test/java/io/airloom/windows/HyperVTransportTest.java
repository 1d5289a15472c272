package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.proxy.GuestStream;
import io.airloom.proxy.GuestTransport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Streams and guests over sockets that are none.
class HyperVTransportTest {
    private static final UUID VM = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final Duration LONG = Duration.ofSeconds(20);

    /// A double of the sockets of Windows: each takes two octets at a time and gives them back.
    private static final class Echo implements HyperVSockets {
        final BlockingQueue<Accepted> coming = new LinkedBlockingQueue<>();
        final List<String> calls = new ArrayList<>();
        final Map<Long, byte[]> held = new HashMap<>();
        int busy;

        @Override
        public synchronized long listen(UUID vmId, UUID serviceId, int backlog) throws IOException {
            calls.add("listen " + vmId + " " + serviceId);
            return 1;
        }

        @Override
        public Accepted accept(long listener, Duration within) {
            try {
                return coming.poll(within.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return null;
            }
        }

        @Override
        public synchronized long connect(UUID vmId, UUID serviceId, Duration within)
                throws IOException {
            calls.add("connect " + vmId + " " + serviceId);
            if (within.isZero()) {
                throw new IOException("nobody listens");
            }
            return 7;
        }

        @Override
        public synchronized int receive(long socket, byte[] into, int offset, int length) {
            byte[] octets = held.remove(socket);
            if (octets == null) {
                return WOULD_BLOCK;
            }
            int count = Math.min(length, octets.length);
            System.arraycopy(octets, 0, into, offset, count);
            return count;
        }

        @Override
        public synchronized int send(long socket, byte[] from, int offset, int length) {
            if (busy++ % 2 == 0) {
                return WOULD_BLOCK;
            }
            int count = Math.min(2, length);
            byte[] before = held.getOrDefault(socket, new byte[0]);
            byte[] all = Arrays.copyOf(before, before.length + count);
            System.arraycopy(from, offset, all, before.length, count);
            held.put(socket, all);
            return count;
        }

        @Override
        public synchronized void close(long socket) {
            calls.add("close " + socket);
        }
    }

    private final Echo sockets = new Echo();

    @Test
    void aGuestComesAndIsToldOfSomething() throws Exception {
        BlockingQueue<GuestTransport.Caller> callers = new LinkedBlockingQueue<>();
        BlockingQueue<GuestStream> streams = new LinkedBlockingQueue<>();
        try (HyperVTransport transport = new HyperVTransport(VM, () -> sockets)) {
            assertThat(transport.address()).isEqualTo("hyperv:" + VM + ":12345");
            transport.start((caller, stream) -> {
                callers.add(caller);
                streams.add(stream);
            });
            sockets.coming.add(new HyperVSockets.Accepted(5, VM));
            GuestTransport.Caller caller = callers.poll(20, TimeUnit.SECONDS);
            assertThat(caller.id()).hasToString("hyperv:" + VM);
            streams.take().close();
            caller.connect(LONG).close();
            assertThatThrownBy(() -> caller.connect(Duration.ZERO))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nobody listens");
        }
        assertThat(sockets.calls)
                .containsExactly(
                        "listen " + VM + " 00003039-facb-11e6-bd58-64006a7986d3",
                        "close 5",
                        "connect " + VM + " 0000303a-facb-11e6-bd58-64006a7986d3",
                        "close 7",
                        "connect " + VM + " 0000303a-facb-11e6-bd58-64006a7986d3",
                        "close 1");
    }

    @Test
    void aMessageIsWrittenToItsEndAndRead() throws IOException {
        HyperVStream stream = new HyperVStream(sockets, 3);
        stream.write(new byte[] {1, 2, 3, 4, 5}, LONG);
        byte[] into = new byte[8];
        assertThat(stream.read(into, 1, 7, LONG)).isEqualTo(5);
        assertThat(into).containsExactly(0, 1, 2, 3, 4, 5, 0, 0);
        sockets.held.put(3L, new byte[0]);
        assertThat(stream.read(into, 0, 8, LONG)).as("the end").isEqualTo(-1);
    }

    @Test
    void whoIsSilentIsWaitedForSoLong() {
        HyperVStream stream = new HyperVStream(sockets, 3);
        assertThatThrownBy(() -> stream.read(new byte[1], 0, 1, Duration.ofMillis(5)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void closingEndsWhoReads() throws Exception {
        HyperVStream stream = new HyperVStream(sockets, 3);
        BlockingQueue<IOException> ended = new LinkedBlockingQueue<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                stream.read(new byte[1], 0, 1, LONG);
                            } catch (IOException e) {
                                ended.add(e);
                            }
                        });
        stream.close();
        stream.close();
        assertThat(ended.poll(20, TimeUnit.SECONDS)).hasMessage("closed");
        reader.join();
        assertThat(sockets.calls).containsExactly("close 3");
    }
}
