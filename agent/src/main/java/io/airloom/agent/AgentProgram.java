package io.airloom.agent;

import io.airloom.kernel.KernelException;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UserSignal;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Secret;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `airloom agent`: reads the command line, becomes the medium of the kernel's radios, and runs
/// until it is told to end.
///
/// What it costs to start is most of what a small guest spends on it; the flags and modules that
/// were measured to be best are in `agent/README.md`.
public final class AgentProgram {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int ENVIRONMENT = 3;

    private static final String SECRET_VARIABLE = "AIRLOOM_SECRET";
    private static final long BYE_MILLIS = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final List<Agent> agents = new ArrayList<>();
    private final List<HwsimKernel> kernels = new ArrayList<>();

    private AgentProgram(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// The program of the agent's own runtime.
    public static void main(String[] args) {
        System.exit(run(utf8(FileDescriptor.out), utf8(FileDescriptor.err), args));
    }

    /// Small guests have no locale, and Java would then write no more than ASCII.
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /// What `--help` prints.
    public static String help() {
        return AgentOptions.HELP;
    }

    /// Runs one command line.
    ///
    /// @return the exit code
    public static int run(PrintStream out, PrintStream err, String... args) {
        if (VwifiArguments.areMeant(args)) {
            return VwifiProgram.run(out, err, args);
        }
        try {
            return new AgentProgram(out, err).run(AgentOptions.parse(args));
        } catch (IllegalArgumentException e) {
            err.println("airloom: " + e.getMessage());
            err.println("  see airloom agent --help");
            return USAGE;
        } catch (AgentException e) {
            err.println("airloom: " + e.text());
            return ENVIRONMENT;
        } catch (KernelException e) {
            err.println("airloom: " + e.getMessage());
            if (!e.remedy().isEmpty()) {
                err.println("  → " + e.remedy());
            }
            return ENVIRONMENT;
        } catch (LinuxException e) {
            err.println("airloom: " + e.getMessage());
            return ENVIRONMENT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int run(AgentOptions options) throws InterruptedException {
        if (options.help()) {
            out.print(AgentOptions.HELP);
            return OK;
        }
        if (options.train()) {
            return Training.run() ? OK : FAILED;
        }
        Secret secret = secret(options.secretFile());
        AgentClock clock = AgentClock.measured();
        AgentVoice voice = new AgentVoice(err, options.quiet());
        List<String> namespaces = options.netns().isEmpty() ? List.of("") : options.netns();
        for (String namespace : namespaces) {
            HwsimKernel kernel = HwsimKernel.open(namespace);
            kernels.add(kernel);
            agents.add(
                    new Agent(
                            Arena.ofShared(),
                            settings(options, namespace, secret),
                            kernel,
                            kernel,
                            voice,
                            clock,
                            Runtime.getRuntime().availableProcessors()));
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("airloom-end").unstarted(() -> end(ended));
        Runtime.getRuntime().addShutdownHook(hook);
        UserSignal.onRequest(this::report);
        agents.forEach(Agent::start);
        return watch(options.once());
    }

    private static Agent.AgentSettings settings(
            AgentOptions options, String namespace, @Nullable Secret secret) {
        String given = options.name();
        String machine = given != null ? given : line("/proc/sys/kernel/hostname");
        String name = namespace.isEmpty() ? machine : machine + "." + lastPart(namespace);
        return new Agent.AgentSettings(
                AgentProtocol.printable(name, AgentProtocol.MAX_NAME_LENGTH),
                boot(line("/proc/sys/kernel/random/boot_id")),
                options.to(),
                secret,
                options.radios(),
                options.once());
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// The hexadecimal digits of a boot's identity as one number.
    static long boot(String identity) {
        long number = 0;
        for (int i = 0; i < identity.length(); i++) {
            int digit = Character.digit(identity.charAt(i), 16);
            if (digit >= 0) {
                number = Long.rotateLeft(number, 5) ^ digit;
            }
        }
        return number;
    }

    private static @Nullable Secret secret(@Nullable String file) {
        String text = file != null ? line(file) : System.getenv(SECRET_VARIABLE);
        if (text == null) {
            return null;
        }
        try {
            return Secret.of(text);
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    (file != null ? file : SECRET_VARIABLE) + ": " + e.getMessage(),
                    "use what the air shows, or what is in its --secret FILE");
        }
    }

    /// What a short file says, without the white space around it.
    private static String line(String file) {
        try (FileInputStream stream = new FileInputStream(file)) {
            byte[] octets = stream.readNBytes(2 * Secret.MAX_LENGTH);
            return new String(octets, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new AgentException("cannot read " + e.getMessage(), "");
        }
    }

    private int watch(boolean once) throws InterruptedException {
        while (true) {
            long millis = Long.MAX_VALUE;
            for (Agent agent : agents) {
                agent.tick();
                millis = Math.min(millis, agent.tickMillis());
            }
            if (agents.getFirst().awaitStop(millis) && once) {
                return agents.getFirst().everGreeted() ? OK : ENVIRONMENT;
            }
        }
    }

    private void report() {
        for (Agent agent : agents) {
            out.print(AgentReport.of(agent.name(), agent.figures()));
        }
        out.flush();
    }

    private void end(CountDownLatch ended) {
        for (Agent agent : agents) {
            agent.close();
        }
        try {
            // A last word may be on its way.
            ended.await(BYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        report();
    }
}
