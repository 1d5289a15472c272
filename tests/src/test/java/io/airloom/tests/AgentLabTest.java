package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a lab of nodes with agents stays up as one of nodes with virtio radios does. Method: the
/// agent of a station is killed with SIGKILL, then its whole machine is started anew; each time the
/// station must find the access point again.
@Tag("vm")
class AgentLabTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final String PING =
            """
            left=60
            until ping -c 3 -i 0.2 -W 1 172.16.16.1 | grep -q ' 0% packet loss'; do
              left=$((left - 1))
              [ "$left" -gt 0 ] || { cat /run/airloom/agent.log; exit 1; }
              sleep 0.2
            done
            """;

    @TempDir Path folder;

    @Test
    void aStationComesBackAfterItsAgentsEndAndAfterItsMachines() throws Exception {
        Path file = Repository.root().resolve("examples/agent-vsock.yaml");
        try (Program lab = airloom("lab", "up", file.toString())) {
            lab.awaitOutput("Ctrl-C ends it", Duration.ofMinutes(3));
            exec(PING);
            exec("kill -9 $(pidof java)");
            exec(
                    "until [ \"$(grep -c 'on the air' /run/airloom/agent.log)\" = 2 ]; do sleep 0.1; done");
            exec(PING);

            assertThat(finish("lab", "restart", "sta1").exitCode()).isZero();
            exec(PING);
            assertThat(exec("grep -c 'on the air' /run/airloom/agent.log")).isEqualTo("1\n");
            lab.signal("INT");
            lab.finish(LIMIT);
        }
    }

    private Program airloom(String... arguments) throws Exception {
        return Program.airloom(folder, List.of("-Djava.io.tmpdir=" + folder), arguments);
    }

    private Program.Result finish(String... arguments) throws Exception {
        try (Program program = airloom(arguments)) {
            return program.finish(LIMIT);
        }
    }

    private String exec(String line) throws Exception {
        Program.Result result = finish("lab", "exec", "sta1", "--", "sh", "-c", line);
        assertThat(result.exitCode()).as("%s%n%s", line, result).isZero();
        return result.stdout();
    }
}
