package io.airloom.junit;

import io.airloom.image.Printable;
import io.airloom.machine.ExecResult;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/// How a command in a node ended. The `expect…` methods fail the test if it is not as they say, and
/// tell then what it wrote.
public final class CommandOutput {
    private static final int QUOTED_LINES = 20;
    private static final int QUOTED_LENGTH = 240;

    private final String title;
    private final ExecResult result;
    private final Duration time;
    private final Consumer<String> failed;

    /// @param title what was run, and where, for people
    /// @param failed is told why it was not as expected
    CommandOutput(String title, ExecResult result, Duration time, Consumer<String> failed) {
        this.title = title;
        this.result = result;
        this.time = time;
        this.failed = failed;
    }

    /// The exit code; 128 + n if signal n ended it, 124 if it ran out of time.
    public int exitCode() {
        return result.exitCode();
    }

    /// Its standard output (UTF-8).
    public String stdout() {
        return result.stdout();
    }

    /// Its standard error (UTF-8).
    public String stderr() {
        return result.stderr();
    }

    /// Its standard output, then its standard error.
    public String output() {
        return result.stdout() + result.stderr();
    }

    /// How long it took, as seen from here.
    public Duration time() {
        return time;
    }

    /// It must have ended with exit code 0.
    public CommandOutput expectSuccess() {
        return expectExit(0);
    }

    /// It must have ended by itself, with another exit code than 0.
    public CommandOutput expectFailure() {
        if (result.timedOut() || result.exitCode() == 0) {
            throw failure("expected to fail, but " + end());
        }
        return this;
    }

    /// It must have ended by itself, with this exit code.
    public CommandOutput expectExit(int code) {
        if (result.timedOut()) {
            throw failure("not done in time: " + end());
        }
        if (result.exitCode() != code) {
            throw failure(end() + ", not " + code);
        }
        return this;
    }

    /// Its output must contain `text`.
    public CommandOutput expect(String text) {
        if (!output().contains(text)) {
            throw failure("its output does not contain " + Printable.quoted(text));
        }
        return this;
    }

    /// Its output must not contain `text`.
    public CommandOutput expectNot(String text) {
        if (output().contains(text)) {
            throw failure("its output contains " + Printable.quoted(text));
        }
        return this;
    }

    /// Somewhere in its output a part must match a regular expression ([Pattern#MULTILINE]).
    public CommandOutput expectMatch(String regex) {
        if (!Pattern.compile(regex, Pattern.MULTILINE).matcher(output()).find()) {
            throw failure("its output has no match of " + Printable.quoted(regex));
        }
        return this;
    }

    private String end() {
        return "exit code %d after %.1f s".formatted(result.exitCode(), time.toMillis() / 1000.0);
    }

    private AssertionFailedError failure(String reason) {
        failed.accept(reason);
        return new AssertionFailedError(title + ": " + reason + quoted());
    }

    /// The last lines of its output, safe to show.
    private String quoted() {
        String shown = Printable.lines(output()).stripTrailing();
        if (shown.isBlank()) {
            return "\n  (it wrote nothing)";
        }
        String[] lines = shown.split("\n", -1);
        int first = Math.max(0, lines.length - QUOTED_LINES);
        StringBuilder text = new StringBuilder();
        if (first > 0) {
            text.append("\n  … ").append(first).append(" lines before");
        }
        for (int i = first; i < lines.length; i++) {
            String line = lines[i];
            text.append("\n  | ");
            text.append(line.length() > QUOTED_LENGTH ? line.substring(0, QUOTED_LENGTH) : line);
        }
        return text.toString();
    }

    /// The output, so that it can be printed and compared.
    @Override
    public String toString() {
        return output();
    }
}
