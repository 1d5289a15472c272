package io.airloom.lab;

import io.airloom.image.Printable;
import io.airloom.image.ShellWord;
import io.airloom.machine.ExecResult;
import io.airloom.machine.KeptOutput;
import io.airloom.machine.Patience;
import io.airloom.topology.Expectation;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Does what a single step says. Several threads may do steps at once.
final class StepWork implements AutoCloseable {
    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 50;

    /// Most characters of a command's output that a report keeps.
    private static final int MAX_OUTPUT = 256 * 1024;

    /// Enough for these, whatever they are; more would only take its time.
    private static final int MAX_OUTPUT_BYTES = 4 * MAX_OUTPUT;

    /// Most characters that are saved for later steps: they become a part of a command line.
    private static final int MAX_SAVED = 4096;

    private static final Pattern SAVED = Pattern.compile("\\$\\{saved\\.([a-z0-9_]+)}");

    private final Lab lab;
    private final Map<String, String> saved = new ConcurrentHashMap<>();
    private final StepCaptures captures;

    StepWork(Lab lab) {
        this.lab = lab;
        this.captures = new StepCaptures(lab);
    }

    /// Does one step that is no group.
    ///
    /// @param frames where the frames are that it waits for; null if they are still to be asked for
    /// @return what it has to show
    /// @throws StepFailure if it does not succeed
    String run(Step step, @Nullable FrameStream frames) throws StepFailure, InterruptedException {
        return switch (step) {
            case Step.Group _ -> throw new AssertionError(step);
            case Step.Wait wait -> await(wait);
            case Step.AwaitPing ping -> awaitPing(ping);
            case Step.AwaitLog log -> awaitLog(log);
            case Step.AwaitFrame wait -> awaitFrame(wait, frames);
            case Step.Run run -> command(run);
            case Step.Proxy proxy -> order(proxy);
            case Step.Set set -> {
                lab.live().set(set.order());
                yield "";
            }
            case Step.Reboot reboot -> {
                lab.restart(reboot.node());
                yield "";
            }
            case Step.Pause pause -> {
                Thread.sleep(pause.time());
                yield "";
            }
            case Step.Capture capture -> captures.order(capture);
        };
    }

    private ExecResult shell(String node, String line, Duration limit) throws InterruptedException {
        KeptOutput kept = new KeptOutput(MAX_OUTPUT_BYTES);
        List<String> command = List.of("sh", "-c", line);
        return kept.result(lab.machine(node).exec(command, new byte[0], Patience.of(limit), kept));
    }

    private String await(Step.Wait wait) throws StepFailure, InterruptedException {
        long endNanos = System.nanoTime() + wait.within().toNanos();
        String status = condition(wait, wait.within());
        if (wait.condition() != Step.Condition.ASSOCIATED) {
            return "";
        }
        boolean known = false;
        while (true) {
            NodeSpec accessPoint = Authorization.accessPoint(lab.topology(), status);
            Authorization authorization =
                    accessPoint == null
                            ? Authorization.UNKNOWN
                            : Authorization.of(
                                    lab.machine(accessPoint.name()),
                                    Authorization.address(status, "address="));
            known |= authorization == Authorization.PENDING;
            if (authorization == Authorization.GIVEN || !known) {
                return "";
            }
            Duration left = Duration.ofNanos(endNanos - System.nanoTime());
            if (!left.isPositive()) {
                String why = " is associated, but its access point has not authorized it after ";
                throw new StepFailure(
                        wait.node() + why + seconds(wait.within()), "", daemonWords(wait.node()));
            }
            status = condition(wait, left);
        }
    }

    /// @return what was said when it was met
    private String condition(Step.Wait wait, Duration left)
            throws StepFailure, InterruptedException {
        String line = waitLine(wait.condition(), lab.role(wait.node()));
        ExecResult result = shell(wait.node(), line, left);
        if (!result.ok()) {
            throw waitFailure(wait, waitState(wait), result);
        }
        return result.stdout();
    }

    private StepFailure waitFailure(Step step, String state, ExecResult result)
            throws InterruptedException {
        String why =
                result.timedOut()
                        ? state + " after " + seconds(step.within())
                        : "waiting failed with exit code " + result.exitCode();
        return new StepFailure(why, "", bounded(result) + daemonWords(step.node()));
    }

    private static String waitState(Step.Wait wait) {
        return wait.node()
                + switch (wait.condition()) {
                    case ASSOCIATED -> " is not associated";
                    case AP_ENABLED -> " has no access point enabled";
                    case ADDRESS -> " has no address";
                    case DISCONNECTED -> " is associated still";
                };
    }

    private String awaitPing(Step.AwaitPing step) throws StepFailure, InterruptedException {
        String line = until("ping -c 1 -W 1 " + step.target() + " >/dev/null 2>&1");
        ExecResult result = shell(step.node(), line, step.within());
        if (!result.ok()) {
            String target = step.target().equals(step.written()) ? "" : " (" + step.target() + ")";
            String state = step.node() + " does not reach " + step.written() + target;
            throw waitFailure(step, state, result);
        }
        return "";
    }

    private String awaitLog(Step.AwaitLog step) throws StepFailure, InterruptedException {
        String grep =
                "grep -F -e %s %s 2>/dev/null"
                        .formatted(ShellWord.quoted(step.text()), ShellWord.quoted(step.file()));
        ExecResult result =
                shell(step.node(), until(grep + " | head -n 1 | grep ."), step.within());
        if (!result.ok()) {
            String state =
                    "%s does not say %s in %s"
                            .formatted(step.node(), Printable.quoted(step.text()), step.file());
            throw waitFailure(step, state, result);
        }
        return bounded(result.stdout());
    }

    private String awaitFrame(Step.AwaitFrame step, @Nullable FrameStream opened)
            throws StepFailure, InterruptedException {
        long endNanos = System.nanoTime() + step.within().toNanos();
        int seen = 0;
        try (FrameStream frames = opened == null ? lab.live().frames(step.filter()) : opened) {
            while (seen < step.count()) {
                Duration left = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
                if (frames.next(left) == null) {
                    String dropped =
                            frames.dropped() == 0
                                    ? ""
                                    : "; %d frames came too quickly to be looked at"
                                            .formatted(frames.dropped());
                    throw new StepFailure(
                            "%s within %s%s"
                                    .formatted(
                                            step.count() == 1
                                                    ? "no such frame"
                                                    : seen + " such frames",
                                            seconds(step.within()),
                                            dropped),
                            "",
                            "");
                }
                seen++;
            }
        }
        return "";
    }

    private String command(Step.Run run) throws StepFailure, InterruptedException {
        long since = System.nanoTime();
        String line = "exec 2>&1\n" + savedFor(run.command()) + run.command();
        ExecResult result = shell(run.node(), line, run.within());
        Duration time = Duration.ofNanos(System.nanoTime() - since);
        String output = bounded(result);
        lab.history()
                .ran(
                        new LabReport.CommandRun(
                                run.node(),
                                run.command(),
                                result.exitCode(),
                                time.toMillis(),
                                output));
        String wrong = wrong(run, result, output, time);
        if (wrong != null) {
            throw new StepFailure(wrong, output, output);
        }
        String name = run.save();
        if (name != null) {
            String text = output.stripTrailing();
            if (text.length() > MAX_SAVED || text.indexOf('\0') >= 0) {
                throw new StepFailure(
                        "its output cannot be saved: it is longer than %d characters or holds a zero"
                                .formatted(MAX_SAVED),
                        output,
                        output);
            }
            saved.put(name, text);
        }
        return output;
    }

    /// Sets the variables of the shell that a command has for what was saved.
    private String savedFor(String command) {
        StringBuilder lines = new StringBuilder();
        saved.forEach((name, text) -> {
            String variable = Step.Run.variable(name);
            if (command.contains("${" + variable + "}")) {
                lines.append(variable).append('=');
                lines.append(ShellWord.quoted(text)).append('\n');
            }
        });
        return lines.toString();
    }

    private String fill(String text) {
        return SAVED.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                saved.getOrDefault(match.group(1), match.group())));
    }

    /// What is wrong with a command's end; null if nothing is.
    ///
    /// @throws LabFailure if nobody can tell
    private @Nullable String wrong(Step.Run run, ExecResult result, String output, Duration time) {
        if (result.timedOut()) {
            return "not done within " + seconds(run.within());
        }
        if (result.exitCode() != run.expectedExit()) {
            return "exit code %d instead of %d after %s"
                    .formatted(result.exitCode(), run.expectedExit(), seconds(time));
        }
        Expectation expect = run.expect();
        try {
            return expect == null ? null : expect.wrong(output, this::fill);
        } catch (Expectation.TooSlow e) {
            throw new LabFailure(e.why(), "");
        }
    }

    /// Gives the proxy an order; again, while its answer is not what is expected and there is time.
    private String order(Step.Proxy step) throws StepFailure, InterruptedException {
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
        lab.history()
                .ran(
                        new LabReport.CommandRun(
                                step.node(), step.describe(), ok ? 0 : 1, time.toMillis(), output));
        if (!ok) {
            throw new StepFailure(
                    expect == null
                            ? "it was not done"
                            : "no "
                                    + Printable.quoted(expect)
                                    + " within "
                                    + seconds(step.within()),
                    output,
                    output);
        }
        return output;
    }

    private static String waitLine(Step.Condition condition, Role role) {
        String test =
                switch (condition) {
                    case ASSOCIATED ->
                            role == Role.MESH
                                    ? "iw dev wlan0 station dump | grep -q ESTAB"
                                    : "wpa_cli -i wlan0 status 2>/dev/null"
                                            + " | grep -q '^wpa_state=COMPLETED'";
                    case DISCONNECTED ->
                            role == Role.MESH
                                    ? "! iw dev wlan0 station dump | grep -q ESTAB"
                                    : "wpa_cli -i wlan0 status 2>/dev/null"
                                            + " | grep '^wpa_state=' | grep -q -v COMPLETED";
                    case AP_ENABLED ->
                            "hostapd_cli -i wlan0 status 2>/dev/null | grep -q '^state=ENABLED'";
                    case ADDRESS ->
                            "ip addr show dev wlan0 | grep 'inet' | grep -v tentative"
                                    + " | grep -q -v 'inet6 fe80'";
                };
        boolean joined = condition == Step.Condition.ASSOCIATED && role == Role.STATION;
        return until(test) + (joined ? "; wpa_cli -i wlan0 status" : "");
    }

    /// The guest polls by itself: one call instead of one for each look.
    private static String until(String test) {
        return "until " + test + "; do sleep 0.05 2>/dev/null || sleep 1; done";
    }

    /// What a node's daemon said last: the reason is most often there.
    private String daemonWords(String node) throws InterruptedException {
        String log = lab.role(node).daemonLog();
        return log == null
                ? ""
                : lab.machine(node)
                        .exec(List.of("tail", "-n", "12", log), new byte[0], QUICK)
                        .stdout();
    }

    /// What a command wrote; where it is cut, how much is left out.
    private static String bounded(ExecResult result) {
        return bounded(result.stdout() + result.stderr(), result.leftOut());
    }

    private static String bounded(String output) {
        return bounded(output, 0);
    }

    private static String bounded(String output, long leftOut) {
        long cut = Math.max(0, output.length() - MAX_OUTPUT);
        return cut + leftOut == 0
                ? output
                : "%s\n… (cut here: %d more octets were left out)\n"
                        .formatted(output.substring(0, output.length() - (int) cut), cut + leftOut);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /// Ends records of frames that no step has ended.
    @Override
    public void close() {
        captures.close();
    }
}
