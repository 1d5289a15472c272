package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir private Path folder;

    @Test
    void whoFindsAllPlacesTakenIsToldAndDoesNotTakeTheLabForDead() throws Exception {
        Path path = folder.resolve(LabSocket.NAME);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        ControlSocket.Answering slow =
                request -> {
                    asked.incrementAndGet();
                    end.await();
                    return request;
                };
        List<SocketChannel> busy = new ArrayList<>();
        try (ControlSocket _ = ControlSocket.open(path, slow)) {
            for (int i = 0; i < ControlSocket.MAX_CONNECTIONS; i++) {
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
                busy.add(client);
                ControlMessage.of("op", "exec").write(Channels.newOutputStream(client));
            }
            Poll.until("all places taken", () -> asked.get() == ControlSocket.MAX_CONNECTIONS);
            assertThatThrownBy(() -> RunningLab.in(List.of(folder)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("32 requests are being answered; ask when one is done");
            assertThat(asked).hasValue(ControlSocket.MAX_CONNECTIONS);
        } finally {
            end.countDown();
            for (SocketChannel client : busy) {
                client.close();
            }
        }
    }
}
