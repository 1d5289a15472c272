package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: a lab that is up in one terminal is found, watched, changed and ended from others,
/// wherever its medium runs.
@Tag("vm")
class LiveLabTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"thread", "process"})
    void otherTerminalsWatchChangeAndEndIt(String medium) throws Exception {
        Path file = Repository.root().resolve("examples/wpa2-psk.yaml");
        try (Program lab =
                airloom("lab", "up", "--engine", "uml", "--medium", medium, file.toString())) {
            lab.awaitOutput("Ctrl-C ends it", Duration.ofMinutes(5));
            assertThat(say("ps")).contains("ap1", "sta1");
            say("exec", "sta1", "--", "sh", "-c", waiting());
            assertThat(say("log", "-n", "50", "sta1")).contains("CTRL-EVENT-CONNECTED");
            assertThat(say("log", "sta1", "console")).isNotBlank();

            Path capture = folder.resolve("live.pcapng");
            // It pings until both of the others have seen enough, whenever they begin to look.
            try (Program frames =
                            airloom("frames", "--filter", "da==ap1 and type==data", "-n", "3");
                    Program recorder =
                            airloom("capture", "-w", "" + capture, "--filter", "acked", "-n", "5");
                    Program ping =
                            airloom("ping", "-c", "1000", "--interval", "0.5", "sta1", "ap1")) {
                Program.Result seen = frames.finish(LIMIT);
                assertThat(seen.exitCode()).as(seen.toString()).isZero();
                assertThat(seen.stdout().lines()).hasSize(3).allMatch(l -> l.contains("→ ap1"));
                assertThat(recorder.finish(LIMIT).exitCode()).isZero();
                interrupted(ping);
            }
            assertThat(Tshark.find().count(capture, "frame")).isEqualTo(5);
            assertThat(Files.size(capture)).isPositive();

            say("set", "link", "ap1", "sta1", "down");
            assertThat(say("stats")).contains("down");
            try (Program ping = airloom("ping", "-c", "1", "sta1", "ap1")) {
                assertThat(ping.finish(LIMIT).exitCode()).isNotZero();
            }
            say("set", "reset");
            say("down");
            Program.Result end = lab.finish(LIMIT);
            assertThat(end.stderr()).contains("everything is put away");
            assertThat(end.exitCode()).as(end.toString()).isZero();
        }
    }

    @Test
    void commandsEndWithTheirTerminalsAndTheirReaders() throws Exception {
        Path file = Repository.root().resolve("examples/wpa2-psk.yaml");
        try (Program lab = airloom("lab", "up", "--engine", "uml", file.toString())) {
            lab.awaitOutput("Ctrl-C ends it", Duration.ofMinutes(5));
            say("exec", "sta1", "--", "sh", "-c", waiting());

            try (Program ping = airloom("ping", "-c", "1000", "sta1", "ap1")) {
                ping.awaitOutput("time=", LIMIT);
                Program.Result seen = interrupted(ping);
                assertThat(seen.stdout()).contains("packets transmitted, ");
            }
            try (Program sleep = airloom("exec", "sta1", "--", "sleep", "4321")) {
                say("exec", "sta1", "--", "sh", "-c", untilItSleeps(""));
                interrupted(sleep);
                say("exec", "sta1", "--", "sh", "-c", untilItSleeps("! "));
            }
            assertThat(say("exec", "sta1", "--", "ls", "/tmp")).isEmpty();

            // No frame ever comes that would show them that nobody reads any more.
            readersEnd("capture", "-w", "-", "--filter", "ssid==nobody");
            readersEnd("frames", "--filter", "ssid==nobody");
            say("down");
            assertThat(lab.finish(LIMIT).exitCode()).isZero();
        }
    }

    private static Program.Result interrupted(Program program) throws Exception {
        program.signal("INT");
        Program.Result result = program.finish(LIMIT);
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(130);
        return result;
    }

    private static String untilItSleeps(String not) {
        return "until " + not + "ps | grep 'sleep 432[1]'; do sleep 0.1; done";
    }

    private void readersEnd(String... arguments) throws Exception {
        List<String> command = Program.command(List.of("-Djava.io.tmpdir=" + folder), arguments);
        String line = Pty.quoted(command) + " | true";
        try (Program pipe = Program.start(folder, List.of("sh", "-c", line))) {
            assertThat(pipe.finish(LIMIT).exitCode()).isZero();
        }
    }

    private static String waiting() {
        return "until wpa_cli -i wlan0 status | grep -q =COMPLETED; do sleep 0.1; done";
    }

    private Program airloom(String... arguments) throws Exception {
        return Program.airloom(folder, List.of("-Djava.io.tmpdir=" + folder), arguments);
    }

    private String say(String... arguments) throws Exception {
        try (Program program = airloom(arguments)) {
            Program.Result result = program.finish(LIMIT);
            assertThat(result.exitCode()).as("%s: %s", List.of(arguments), result).isZero();
            return result.stdout();
        }
    }
}
