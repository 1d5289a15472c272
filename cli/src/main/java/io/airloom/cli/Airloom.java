package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Reason;
import io.airloom.lab.LabFailure;
import io.airloom.linux.LinuxException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The program: parses the command line, runs the command, and turns every end into an [ExitCode]
/// and a message without a stack trace.
@Command(
        name = "airloom",
        description = "Real Wi-Fi for virtual machines, without a radio.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with:",
            "  airloom demo                     two virtual machines talk Wi-Fi",
            "  airloom lab run examples/wpa3-sae.yaml",
            "  airloom doctor                   what this machine has and lacks",
            "",
            "Exit codes: 0 done, 1 the work itself failed, 2 wrong usage or input file, 3 environment."
        })
public final class Airloom {
    /// Its commands, in the order of its help.
    private static final List<Class<?>> COMMANDS =
            List.of(
                    DemoCommand.class,
                    LabCommand.class,
                    PsCommand.class,
                    ExecCommand.class,
                    PingCommand.class,
                    SetCommand.class,
                    FramesCommand.class,
                    CaptureCommand.class,
                    LogCommand.class,
                    ConsoleCommand.class,
                    DownCommand.class,
                    AirCommand.class,
                    TopCommand.class,
                    StatsCommand.class,
                    AgentCommand.class,
                    ReplugCommand.class,
                    VsockCommand.class,
                    ProxyCommand.class,
                    ProxyClientCommand.class,
                    DecodeCommand.class,
                    BenchCommand.class,
                    ImageCommand.class,
                    DoctorCommand.class,
                    CompletionCommand.class);

    private final Terminal terminal;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    void help(boolean value) {}

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions of Airloom and Java.")
    void version(boolean value) {}

    Airloom(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Show results and errors only.")
    void quiet(boolean value) {
        terminal.quiet(value);
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show everything: all frames, all output.")
    void verbose(boolean value) {
        terminal.verbose(value);
    }

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colours (as NO_COLOR=1 in the environment).")
    void noColour(boolean value) {
        if (value) {
            terminal.noColour();
        }
    }

    /// Runs the program.
    public static void main(String[] args) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "airloom: %4$s: %5$s%6$s%n");
        System.exit(run(Terminal.ofProcess(), args));
    }

    /// Runs one command line.
    ///
    /// @return the exit code
    static int run(Terminal terminal, String... args) {
        if (List.of(args).contains("--no-color")) {
            terminal.noColour();
        }
        if (args.length > 0 && args[0].equals(AgentCommand.NAME)) {
            return AgentCommand.run(terminal, List.of(args).subList(1, args.length));
        }
        try {
            return told(terminal, commandLine(terminal, firstWord(args)::equals).execute(args));
        } catch (VirtualMachineError | LinkageError e) {
            // Memory, threads or descriptors are used up, perhaps while a class was looked for.
            complain(terminal, "this Java cannot go on: " + Printable.line(e.toString()));
            trace(terminal, e);
            return ExitCode.ENVIRONMENT.number();
        }
    }

    private static void trace(Terminal terminal, Throwable e) {
        if (terminal.isVerbose()) {
            e.printStackTrace(terminal.err());
        } else {
            terminal.complain("  → run it again with -v to see where it happened");
        }
    }

    /// Results that are lost are no success.
    private static int told(Terminal terminal, int exitCode) {
        IOException loss = terminal.out() instanceof Results results ? results.loss() : null;
        if (loss == null) {
            return exitCode;
        }
        complain(terminal, "standard output: " + Reason.of(loss));
        terminal.complain("  → make room, or send the results elsewhere");
        return exitCode == ExitCode.OK.number() ? ExitCode.ENVIRONMENT.number() : exitCode;
    }

    /// The program's own options have no values, so this is its command, if any.
    private static String firstWord(String... args) {
        return Arrays.stream(args).filter(word -> !word.startsWith("-")).findFirst().orElse("");
    }

    /// The command line with all that it takes.
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, _ -> true);
    }

    /// The command line with some commands only; of the others it has what the list of commands
    /// shows. To read the annotations of them all takes longer than most commands do.
    private static CommandLine commandLine(Terminal terminal, Predicate<String> wanted) {
        Factory factory = new Factory(terminal);
        CommandLine commandLine = new CommandLine(Airloom.class, factory);
        for (Class<?> type : COMMANDS) {
            Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
            commandLine.addSubcommand(
                    command.name(),
                    wanted.test(command.name())
                            ? new CommandLine(type, factory)
                            : heading(command));
        }
        commandLine.setOut(writer(terminal.out()));
        commandLine.setErr(writer(terminal.err()));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(terminal)));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(Math.clamp(terminal.width(), 80, 110));
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setAbbreviatedSubcommandsAllowed(false);
        // Its orders have options of their own.
        Objects.requireNonNull(commandLine.getSubcommands().get(ProxyClientCommand.NAME))
                .setStopAtPositional(true);
        commandLine.setParameterExceptionHandler((e, _) -> usage(terminal, e));
        commandLine.setExecutionExceptionHandler((e, _, _) -> explain(terminal, e).number());
        return commandLine;
    }

    private static CommandSpec heading(Command command) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(command.description()).hidden(command.hidden());
        return spec;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static Ansi ansi(Terminal terminal) {
        return terminal.paint().colour() ? Ansi.ON : Ansi.OFF;
    }

    private static int usage(Terminal terminal, ParameterException e) {
        CommandLine command = e.getCommandLine();
        complain(terminal, Mistyped.words(e));
        if (String.valueOf(e.getMessage()).startsWith("Missing required subcommand")) {
            command.usage(writer(terminal.err()), ansi(terminal));
            return ExitCode.USAGE.number();
        }
        terminal.complain("  see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    /// Says what went wrong and what to do.
    private static ExitCode explain(Terminal terminal, Exception e) {
        terminal.status("");
        return switch (e) {
            case InputFileException wrong -> {
                wrong.problems().forEach(problem -> terminal.complain(problem.toString()));
                yield ExitCode.USAGE;
            }
            case UsageException wrong -> {
                complain(terminal, String.valueOf(wrong.getMessage()));
                yield ExitCode.USAGE;
            }
            case EnvironmentException wrong -> {
                complain(terminal, Printable.lines(String.valueOf(wrong.getMessage())));
                terminal.complain("  → " + Printable.lines(wrong.remedy()));
                yield ExitCode.ENVIRONMENT;
            }
            case LinuxException wrong -> {
                complain(terminal, Printable.line(String.valueOf(wrong.getMessage())));
                yield ExitCode.ENVIRONMENT;
            }
            case LabFailure wrong -> {
                complain(terminal, String.valueOf(wrong.getMessage()));
                yield ExitCode.FAILED;
            }
            default -> {
                complain(terminal, "an error of Airloom's own, please report it: " + e);
                trace(terminal, e);
                yield ExitCode.FAILED;
            }
        };
    }

    private static void complain(Terminal terminal, String message) {
        terminal.complain(terminal.progressPaint().bad("airloom:") + " " + message);
    }

    /// Makes commands, which want the terminal.
    private record Factory(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                Class<?>[] parameters = constructor.getParameterTypes();
                if (parameters.length == 1 && parameters[0] == Terminal.class) {
                    return type.cast(constructor.newInstance(terminal));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
