package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class CurrentThreadTest {
    @Test
    void pinsTheThreadThatAsksAndNoOther() throws Exception {
        String before = allowed();
        int first = Integer.parseInt(before.split("[,-]", 2)[0]);
        FutureTask<String> pinned =
                new FutureTask<>(() -> {
                    CurrentThread.pin(first);
                    return allowed();
                });
        Thread.ofPlatform().start(pinned);
        assertThat(pinned.get()).isEqualTo(Integer.toString(first));
        assertThat(allowed()).isEqualTo(before);
    }

    @Test
    void refusesAProcessorThatIsNotThere() {
        assertThatThrownBy(() -> CurrentThread.pin(1023)).isInstanceOf(LinuxException.class);
        assertThatThrownBy(() -> CurrentThread.pin(-1)).hasMessage("processor=-1");
        assertThatThrownBy(() -> CurrentThread.pin(1024)).hasMessage("processor=1024");
    }

    @Test
    void asksForAShortSliceWithoutHarm() throws InterruptedException, ExecutionException {
        FutureTask<Boolean> asked = new FutureTask<>(CurrentThread::shortSlice);
        Thread.ofPlatform().start(asked);
        // Whether it is granted depends on the system.
        assertThat(asked.get()).isNotNull();
    }

    private static String allowed() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("^\\S+\\s+", "");
    }
}
