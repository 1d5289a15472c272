package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a lab survives the violent end of its medium. Method: the medium runs in a process of its
/// own, which is killed with SIGKILL while one guest pings the other, and once more while both are
/// silent; the guests must talk again, and the station must not have joined a second time. A
/// machine that is so busy that an outage takes longer than a station's patience (seven beacons,
/// then two questions of half a second) excuses one that joins anew, and nothing else does.
@Tag("vm")
class StayingUpTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern MEDIUM = Pattern.compile("(?m)^\\S+\\s+(\\d+)\\s+\\(medium\\)");

    private static final Pattern AWAY =
            Pattern.compile("(?:sta1|ap1) is on the air again after (\\d+\\.\\d+) s");
    private static final double PATIENCE_SECONDS = 1.7;

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
            long joinsOnce = joins();

            killMedium();
            lab.awaitOutput("started again (2)", LIMIT);
            // To a station that has said nothing since.
            assertThat(exec("ap1", "ping -c 3 -W 2 172.16.16.2")).contains(" 0% packet loss");
            long joinsTwice = joins();

            lab.signal("INT");
            Program.Result result = lab.finish(LIMIT);
            assertThat(result.stdout()).doesNotContain("stays off the air");
            List<Double> away = secondsAway(result);
            assertThat(away).as(result.toString()).hasSizeGreaterThanOrEqualTo(2);
            long first = 1 + overlong(away.subList(0, 2));
            long second = first + overlong(away.subList(2, away.size()));
            assertThat(joinsOnce).as("times that it joined: %s", away).isBetween(1L, first);
            assertThat(joinsTwice).as("times that it joined: %s", away).isBetween(1L, second);
        }
        for (String capture : new String[] {"a.pcapng", "a-2.pcapng", "a-3.pcapng"}) {
            assertThat(Files.size(folder.resolve(capture))).as(capture).isGreaterThan(1000);
        }
    }

    /// How long each node was off the air, in order.
    private static List<Double> secondsAway(Program.Result result) {
        return AWAY.matcher(result.stdout() + result.stderr())
                .results()
                .map(found -> Double.valueOf(found.group(1)))
                .toList();
    }

    /// @return 1 if one was away for longer than a station waits, else 0
    private static long overlong(List<Double> secondsAway) {
        return secondsAway.stream().anyMatch(away -> away > PATIENCE_SECONDS) ? 1 : 0;
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

    private long joins() throws Exception {
        return exec("sta1", "cat /run/airloom/wpa_supplicant.log")
                .lines()
                .filter(line -> line.contains("CTRL-EVENT-CONNECTED"))
                .count();
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
