package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: work is done inside, and only there. Method: a process in a namespace of its own, where
/// this machine lets us have one; else what needs it is skipped.
final class NetworkNamespaceTest {
    private static final Path HERE = Path.of("/proc/thread-self/ns/net");

    @TempDir Path folder;
    private @Nullable Process inside;

    @AfterEach
    void end() throws InterruptedException {
        if (inside != null) {
            inside.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void worksInsideAndNowhereElse() throws IOException {
        String before = here();
        try (NetworkNamespace other = NetworkNamespace.open(Long.toString(newNamespace()))) {
            assertThat(other.call(NetworkNamespaceTest::here))
                    .isEqualTo("net:[" + other.inode() + "]")
                    .isNotEqualTo(before);
            assertThat(here()).isEqualTo(before);
        }
    }

    @Test
    void aSocketStaysWhereItWasOpened() throws IOException {
        try (NetworkNamespace other = NetworkNamespace.open(Long.toString(newNamespace()));
                NetlinkSocket own = NetlinkSocket.generic();
                NetlinkSocket there = other.call(NetlinkSocket::generic)) {
            String number = Integer.toString(there.portId());

            assertThat(other.call(NetworkNamespaceTest::sockets)).contains(number);
            assertThat(sockets()).contains(Integer.toString(own.portId())).doesNotContain(number);
        }
    }

    @Test
    void isNamedAsLongAsItsProcessLives() throws Exception {
        long pid = newNamespace();
        try (NetworkNamespace other = NetworkNamespace.open(Long.toString(pid))) {
            assertThat(other.isNamed()).isTrue();
            end();
            assertThat(other.isNamed()).isFalse();
            // What holds it still can work in it.
            assertThat(other.call(NetworkNamespaceTest::here)).contains("" + other.inode());
        }
    }

    @Test
    void theOwnOneIsTheOneOfTheProgram() {
        try (NetworkNamespace own = NetworkNamespace.own()) {
            assertThat(own.name()).isEmpty();
            assertThat(own.isNamed()).isTrue();
            assertThat(here()).isEqualTo("net:[" + own.inode() + "]");
        }
    }

    @Test
    void failuresOfTheWorkComeToTheCaller() throws IOException {
        try (NetworkNamespace other = NetworkNamespace.open(Long.toString(newNamespace()))) {
            assertThatThrownBy(() ->
                            other.call(() -> {
                                throw new IllegalStateException("on purpose");
                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("on purpose");
        }
    }

    @Test
    void saysWhichOneIsNotThere() {
        assertThatThrownBy(() -> NetworkNamespace.open("no-such-name"))
                .hasMessage(
                        "open(\"/run/netns/no-such-name\"): No such file or directory (ENOENT)");
        assertThatThrownBy(() -> NetworkNamespace.open("4194305"))
                .hasMessageContaining("/proc/4194305/ns/net");
        assertThatThrownBy(() -> NetworkNamespace.open(""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsNoNamespaceIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        String before = here();
        try (NetworkNamespace no = NetworkNamespace.open(file.toString())) {
            assertThatThrownBy(() -> no.call(NetworkNamespaceTest::here))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("setns(\"" + file);
        }
        assertThat(here()).isEqualTo(before);
    }

    private long newNamespace() throws IOException {
        Process process =
                new ProcessBuilder("unshare", "--net", "sh", "-c", "echo in && exec sleep 60")
                        .redirectErrorStream(true)
                        .start();
        inside = process;
        BufferedReader says = process.inputReader();
        assumeTrue("in".equals(says.readLine()), "this machine lets us have no namespace");
        return process.pid();
    }

    private static String sockets() {
        try {
            return Files.readString(Path.of("/proc/thread-self/net/netlink"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String here() {
        try {
            return Files.readSymbolicLink(HERE).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
