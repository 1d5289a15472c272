package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamSocketTest {
    @Test
    void aReceiverThatBlocksIsEndedByAShutdownAndItsSocketNeverBlocksASender() throws Exception {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket one = pair[0];
                UnixSocket other = pair[1];
                Arena arena = Arena.ofShared()) {
            StreamSocket socket = one;
            MemorySegment buffer = arena.allocate(1 << 16);
            socket.receiveBlocks();
            var received = new CompletableFuture<Integer>();
            Thread.ofPlatform().start(() -> received.complete(socket.receive(buffer, 0, 8)));
            other.send(new byte[] {1, 2, 3}, 0, 3);
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(3);

            int n = 0;
            while (n != StreamSocket.WOULD_BLOCK) {
                n = socket.send(buffer, 0, 1 << 16);
            }
            assertThat(socket.awaitWritable(0)).isFalse();

            var ended = new CompletableFuture<Integer>();
            Thread.ofPlatform().start(() -> ended.complete(socket.receive(buffer, 0, 8)));
            socket.shutdownInput();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isZero();
        }
    }
}
