package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentOptionsTest {
    @Test
    void readsWhatAUserWrites() {
        AgentOptions options =
                AgentOptions.parse(
                        "--to=unix:/run/a",
                        "--to",
                        "tcp:[::1]:9",
                        "--name",
                        "vm",
                        "--radios",
                        "2",
                        "--netns",
                        "red",
                        "--once",
                        "-q");
        assertThat(options.to())
                .map(Object::toString)
                .containsExactly("unix:/run/a", "tcp:[::1]:9");
        assertThat(options.name()).isEqualTo("vm");
        assertThat(options.radios()).isEqualTo(2);
        assertThat(options.netns()).containsExactly("red");
        assertThat(options.once()).isTrue();
        assertThat(options.quiet()).isTrue();
        assertThat(AgentOptions.parse().to())
                .map(Object::toString)
                .containsExactly("vsock:8215", "serial:/dev/virtio-ports/io.airloom.agent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--radios | --radios needs a value",
                "--radios=-1 | wants a number from 0 to 100",
                "--to=pigeon:1 | begins with vsock:",
                "--tp | unknown option \"--tp\"",
                "--netns=a --netns=b --to=serial:/dev/x | one line carries one guest",
            })
    void aMistakeIsToldAndEndsWithUsage(String line, String problem) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                AgentProgram.run(
                        System.out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        line.split(" "));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(problem)
                .contains("airloom agent --help");
    }
}
