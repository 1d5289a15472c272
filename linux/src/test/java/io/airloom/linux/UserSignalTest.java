package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UserSignalTest {
    @Test
    void aSignalRunsTheReport() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        assertThat(UserSignal.onRequest(reported::countDown)).isTrue();
        long pid = ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("kill", "-USR1", Long.toString(pid)).start().waitFor())
                .isZero();
        assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
