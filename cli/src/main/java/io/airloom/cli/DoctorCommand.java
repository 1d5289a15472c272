package io.airloom.cli;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.machine.Check;
import io.airloom.machine.Doctor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Looks at the machine and, if asked, mends it.
@Command(
        name = "doctor",
        description = {
            "Say what this machine has, what it lacks, and what mends it.",
            "Ends with 3 if something is missing without which Airloom does not work."
        },
        footer = {"", "Examples:", "  airloom doctor", "  airloom doctor --fix"})
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--fix",
            description = "Run the command that mends each thing, after asking for each.")
    private boolean fix;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Check> checks = Doctor.examine(Cache.standard());
        checks.forEach(this::show);
        if (fix && mend(checks)) {
            terminal.print("");
            checks = Doctor.examine(Cache.standard());
            checks.forEach(this::show);
        }
        boolean missing = checks.stream().anyMatch(c -> c.status() == Check.Status.MISSING);
        return (missing ? ExitCode.ENVIRONMENT : ExitCode.OK).number();
    }

    private void show(Check check) {
        Paint paint = terminal.paint();
        String mark =
                switch (check.status()) {
                    case OK -> paint.good("✓");
                    case NOTE -> paint.warn("·");
                    case MISSING -> paint.bad("✗");
                };
        terminal.print(
                String.format(
                        Locale.ROOT,
                        "  %s %-18s %s",
                        mark,
                        check.name(),
                        Printable.line(check.value())));
        if (!check.remedy().text().isEmpty()) {
            terminal.print("      " + paint.dim("→ " + check.remedy().text()));
        }
        if (!check.remedy().command().isEmpty()) {
            terminal.print("      $ " + paint.bold(check.remedy().command()));
        }
    }

    /// Asks for each remedy and runs it.
    ///
    /// @return whether any was run
    private boolean mend(List<Check> checks) throws InterruptedException {
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean any = false;
        for (Check check : checks) {
            String command = check.remedy().command();
            if (!command.isEmpty()) {
                terminal.complain("Run for " + check.name() + ":  " + command + "   [y/N]");
                String answer = readLine(answers);
                if (answer == null) {
                    terminal.complain("  nobody answers; nothing is done");
                    return any;
                }
                if (answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
                    any = true;
                    run(command);
                }
            }
        }
        return any;
    }

    private static @Nullable String readLine(BufferedReader answers) {
        try {
            return answers.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private void run(String command) throws InterruptedException {
        try {
            int code = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
            if (code != 0) {
                terminal.complain("  it ended with exit code " + code);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot run a shell: " + e.getMessage(), "check PATH", e);
        }
    }
}
