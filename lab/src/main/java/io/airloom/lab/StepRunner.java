package io.airloom.lab;

import io.airloom.image.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Does the steps of a lab, one after the other.
final class StepRunner {
    private static final Duration QUICK = Duration.ofSeconds(10);

    private static final long LOOK_MILLIS = 50;

    /// Most characters of a command's output that a report keeps.
    private static final int MAX_OUTPUT = 256 * 1024;

    private final Lab lab;

    StepRunner(Lab lab) {
        this.lab = lab;
    }

    /// Does one step.
    ///
    /// @param number from 1
    /// @throws LabFailure if it does not succeed
    void run(int number, Step step) throws InterruptedException {
        lab.tell(new LabEvent.StepStarted(number, step));
        if (step instanceof Step.Proxy proxy) {
            order(number, proxy);
            return;
        }
        long since = System.nanoTime();
        ExecResult result = exec(step);
        Duration time = Duration.ofNanos(System.nanoTime() - since);
        String output = bounded(result.stdout() + result.stderr());
        switch (step) {
            case Step.Proxy _ -> throw new AssertionError(step);
            case Step.Wait wait -> {
                lab.tell(new LabEvent.StepEnded(number, step, result.ok(), time, ""));
                if (!result.ok()) {
                    throw new LabFailure(waitFailure(number, wait, result), words(wait, output));
                }
                if (wait.condition() == Step.Condition.ASSOCIATED) {
                    awaitAuthorization(result.stdout());
                    lab.noteAssociations(wait.node());
                }
            }
            case Step.Run run -> {
                lab.addRun(
                        new LabReport.CommandRun(
                                run.node(),
                                run.command(),
                                result.exitCode(),
                                time.toMillis(),
                                output));
                String wrong = wrong(run, result, output, time);
                lab.tell(new LabEvent.StepEnded(number, step, wrong.isEmpty(), time, output));
                if (!wrong.isEmpty()) {
                    throw new LabFailure(
                            "step %d, %s: %s: %s"
                                    .formatted(
                                            number,
                                            run.node(),
                                            Printable.quoted(run.command()),
                                            wrong),
                            output);
                }
            }
        }
    }

    /// Gives the proxy an order; again, while its answer is not what is expected and there is time.
    private void order(int number, Step.Proxy step) throws InterruptedException {
        long since = System.nanoTime();
        String expect = step.expect();
        String output;
        boolean ok;
        Duration time;
        do {
            ProxyDesk.Answer answer = lab.proxy().order(step.order());
            output = bounded(answer.text());
            ok = answer.isDone() && (expect == null || output.contains(expect));
            time = Duration.ofNanos(System.nanoTime() - since);
            if (ok || expect == null || !answer.isDone()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } while (time.compareTo(step.within()) < 0);
        lab.addRun(
                new LabReport.CommandRun(
                        step.node(), step.describe(), ok ? 0 : 1, time.toMillis(), output));
        lab.tell(new LabEvent.StepEnded(number, step, ok, time, output));
        if (!ok) {
            throw new LabFailure(
                    "step %d, %s: %s"
                            .formatted(
                                    number,
                                    Printable.line(step.describe()),
                                    expect == null
                                            ? "it was not done"
                                            : "no "
                                                    + Printable.quoted(expect)
                                                    + " within "
                                                    + seconds(step.within())),
                    output);
        }
    }

    private ExecResult exec(Step step) throws InterruptedException {
        String line =
                switch (step) {
                    case Step.Wait wait -> waitLine(wait.condition(), lab.role(wait.node()));
                    case Step.Run run -> "exec 2>&1\n" + run.command();
                    case Step.Proxy _ -> throw new AssertionError(step);
                };
        return lab.machine(step.node()).exec(List.of("sh", "-c", line), new byte[0], step.within());
    }

    /// A station is associated when it has sent its last message; its access point drops what the
    /// station sends until hostapd has read that message, which on a busy machine takes a while. So
    /// that is waited for, too, if the access point is a node of this lab and knows the station
    /// soon.
    ///
    /// @param status lines of wpa_supplicant's status
    private void awaitAuthorization(String status) throws InterruptedException {
        String bssid = statusValue(status, "bssid=");
        String address = statusValue(status, "address=");
        for (NodeSpec node : lab.topology().nodes()) {
            if (node.role() == Role.AP && node.macAddress().equals(bssid)) {
                String line =
                        "for look in $(seq 40); do hostapd_cli -i wlan0 sta "
                                + address
                                + " 2>/dev/null | grep -q AUTHORIZED && break; sleep 0.05; done";
                lab.machine(node.name()).exec(List.of("sh", "-c", line), new byte[0], QUICK);
            }
        }
    }

    /// An address that the guest has told, or nothing.
    private static String statusValue(String status, String key) {
        return status.lines()
                .filter(line -> line.matches(key + "[0-9a-f:]{17}"))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElse("");
    }

    /// The guest polls by itself: one call instead of one for each look.
    private static String waitLine(Step.Condition condition, Role role) {
        String test =
                switch (condition) {
                    case ASSOCIATED ->
                            role == Role.MESH
                                    ? "iw dev wlan0 station dump | grep -q ESTAB"
                                    : "wpa_cli -i wlan0 status 2>/dev/null"
                                            + " | grep -q '^wpa_state=COMPLETED'";
                    case AP_ENABLED ->
                            "hostapd_cli -i wlan0 status 2>/dev/null | grep -q '^state=ENABLED'";
                    case ADDRESS ->
                            "ip addr show dev wlan0 | grep 'inet' | grep -v tentative"
                                    + " | grep -q -v 'inet6 fe80'";
                };
        String after =
                condition == Step.Condition.ASSOCIATED && role == Role.STATION
                        ? "; wpa_cli -i wlan0 status"
                        : "";
        return "until " + test + "; do sleep 0.05 2>/dev/null || sleep 1; done" + after;
    }

    private String waitFailure(int number, Step.Wait wait, ExecResult result) {
        String state =
                switch (wait.condition()) {
                    case ASSOCIATED -> "is not associated";
                    case AP_ENABLED -> "has no access point enabled";
                    case ADDRESS -> "has no address";
                };
        return result.timedOut()
                ? "step %d: %s %s after %s"
                        .formatted(number, wait.node(), state, seconds(wait.within()))
                : "step %d: waiting for %s failed with exit code %d"
                        .formatted(number, wait.node(), result.exitCode());
    }

    /// What the node's daemon said last: the reason is most often there.
    private String words(Step.Wait wait, String output) throws InterruptedException {
        String log =
                switch (lab.role(wait.node())) {
                    case AP -> NodeFiles.HOSTAPD_LOG;
                    case STATION, IBSS, MESH -> NodeFiles.SUPPLICANT_LOG;
                    case BARE -> null;
                };
        if (log == null) {
            return output;
        }
        return output
                + lab.machine(wait.node())
                        .exec(List.of("tail", "-n", "12", log), new byte[0], QUICK)
                        .stdout();
    }

    /// What is wrong with a command's end, or nothing.
    private static String wrong(Step.Run run, ExecResult result, String output, Duration time) {
        if (result.timedOut()) {
            return "not done within " + seconds(run.within());
        }
        if (result.exitCode() != run.expectedExit()) {
            return "exit code %d instead of %d after %s"
                    .formatted(result.exitCode(), run.expectedExit(), seconds(time));
        }
        String expect = run.expect();
        return expect != null && !output.contains(expect)
                ? "its output does not contain " + Printable.quoted(expect)
                : "";
    }

    private static String bounded(String output) {
        return output.length() <= MAX_OUTPUT
                ? output
                : output.substring(0, MAX_OUTPUT) + "\n… (cut)\n";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
