package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a lab survives the violent end of its medium. Method: the medium runs in a process of its
/// own, which is killed with SIGKILL while one guest pings the other, and once more while both are
/// silent; the guests must talk again, and the station must not have joined a second time.
///
/// One thing excuses it: that it has missed seven beacons, as its own log says. Then the outage was
/// longer than its patience, on a machine that is busy with other things; a radio that is not
/// plugged in gets no acknowledgement for its question whether the access point is there.
@Tag("vm")
class StayingUpTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern MEDIUM = Pattern.compile("(?m)^\\S+\\s+(\\d+)\\s+\\(medium\\)");

    private static final Pattern AWAY =
            Pattern.compile("(?:sta1|ap1) is on the air again after \\d+\\.\\d+ s");

    @TempDir Path folder;

    @Test
    void associationsSurviveTheDeathOfTheMedium() throws Exception {
        Path file = Repository.root().resolve("examples/wpa2-psk.yaml");
        try (Program lab =
                airloom("lab", "up", "--medium", "process", "--capture", "a.pcapng", "" + file)) {
            lab.awaitOutput("Ctrl-C ends it", Duration.ofMinutes(3));
            exec("sta1", "until wpa_cli -i wlan0 status | grep -q =COMPLETED; do sleep 0.1; done");

            try (Program ping =
                    airloom("lab", "exec", "sta1", "--", "ping", "-i", "0.2", "172.16.16.1")) {
                killMedium();
                lab.awaitOutput("sta1 is on the air again", LIMIT);
                lab.awaitOutput("ap1 is on the air again", LIMIT);
                assertThat(exec("sta1", "ping -c 3 -W 2 172.16.16.1")).contains(" 0% packet loss");
                exec("sta1", "killall ping");
                ping.finish(LIMIT);
            }
            String logOnce = log();

            killMedium();
            lab.awaitOutput("started again (2)", LIMIT);
            // To a station that has said nothing since.
            exec("ap1", "until ping -c 1 -W 2 172.16.16.2; do true; done");
            assertThat(exec("ap1", "ping -c 3 -W 2 172.16.16.2")).contains(" 0% packet loss");
            String logTwice = log();

            lab.signal("INT");
            Program.Result result = lab.finish(LIMIT);
            assertThat(result.stdout()).doesNotContain("stays off the air");
            List<String> away = away(result);
            assertThat(away).as(result.toString()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(needlessJoins(logOnce)).as("%s: %s", away, logOnce).isZero();
            assertThat(needlessJoins(logTwice)).as("%s: %s", away, logTwice).isZero();
        }
        for (String capture : new String[] {"a.pcapng", "a-2.pcapng", "a-3.pcapng"}) {
            assertThat(Files.size(folder.resolve(capture))).as(capture).isGreaterThan(1000);
        }
    }

    /// How long each node was off the air, in order.
    private static List<String> away(Program.Result result) {
        return AWAY.matcher(result.stdout() + result.stderr())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /// How often it joined, but for the first time and those after it had missed its beacons.
    private static int needlessJoins(String log) {
        int needless = 0;
        boolean excused = true;
        for (String line : log.lines().toList()) {
            if (line.contains("CTRL-EVENT-CONNECTED")) {
                needless += excused ? 0 : 1;
                excused = false;
            } else if (line.contains("CTRL-EVENT-BEACON-LOSS")) {
                excused = true;
            }
        }
        return needless;
    }

    private Program airloom(String... arguments) throws Exception {
        return Program.airloom(folder, List.of("-Djava.io.tmpdir=" + folder), arguments);
    }

    private String exec(String node, String line) throws Exception {
        try (Program program = airloom("lab", "exec", node, "--", "sh", "-c", line)) {
            Program.Result result = program.finish(LIMIT);
            assertThat(result.exitCode()).as("%s: %s%n%s", node, line, result).isZero();
            return result.stdout();
        }
    }

    /// What the station's supplicant said.
    private String log() throws Exception {
        return exec("sta1", "cat /run/airloom/wpa_supplicant.log");
    }

    private void killMedium() throws Exception {
        try (Program ps = airloom("lab", "ps")) {
            String text = ps.finish(LIMIT).stdout();
            Matcher medium = MEDIUM.matcher(text);
            assertThat(medium.find()).as(text).isTrue();
            long process = Long.parseLong(medium.group(1));
            assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly()).isTrue();
        }
    }
}
