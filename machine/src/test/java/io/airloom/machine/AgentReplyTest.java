package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentReplyTest {
    private static final String STATUS =
            "{\"return\": {\"exited\": true, \"exitcode\": 3, \"out-data\": \"aGk=\", \"err-data\":"
                    + " \"bm8=\", \"out-truncated\": true, \"more\": [1, {\"pid\": 9}]}}";

    @Test
    void readsHowAProgramEnded() {
        assertThat(AgentReply.parse(STATUS))
                .isEqualTo(new AgentReply("", -1, -1, true, 3, 0, "aGk=", "bm8=", true));
    }

    @Test
    void readsTheSignalThatEndedAProgram() {
        AgentReply reply = AgentReply.parse("{\"return\": {\"exited\": true, \"signal\": 9}}");
        assertThat(reply.signal()).isEqualTo(9);
        assertThat(reply.exitCode()).isZero();
    }

    @Test
    void readsAProcessNumberAndABareNumber() {
        assertThat(AgentReply.parse("{\"return\": {\"pid\": 230}}").pid()).isEqualTo(230);
        assertThat(AgentReply.parse("{\"return\": 12345}").number()).isEqualTo(12345);
    }

    @Test
    void readsWhyTheAgentRefuses() {
        assertThat(
                        AgentReply.parse(
                                        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no"
                                                + " such program\"}}")
                                .error())
                .isEqualTo("no such program");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "42",
                "{\"return\"",
                "{\"return\": {",
                "{\"other\": {\"pid\": 4}}",
                "{\"return\": {\"pid\": 99999999999999999999999}}",
                "{\"return\": {\"exited\": true, \"exitcode\": 1e400}} {"
            })
    void callsAnythingElseAnErrorOrNothing(String line) {
        AgentReply reply = AgentReply.parse(line);
        assertThat(reply.pid()).isEqualTo(-1);
        assertThat(reply.number()).isEqualTo(-1);
    }

    @Test
    void refusesDepthWithoutEnd() {
        assertThat(AgentReply.parse("{\"return\":" + "[".repeat(100_000)).error())
                .startsWith("an answer that is no JSON");
    }

    @Test
    void neverThrows() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder(STATUS);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(3)) {
                    case 0 -> line.deleteCharAt(at);
                    case 1 ->
                            line.insert(at, "{}[]\",:0e-\\\u0000\ud800".charAt(random.nextInt(12)));
                    default -> line.setCharAt(at, line.charAt(random.nextInt(line.length())));
                }
            }
            assertThat(AgentReply.parse(line.toString()).exitCode()).isBetween(0, 255);
        }
    }
}
