package io.airloom.agent;

import io.airloom.kernel.Hwsim;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.KernelException;
import io.airloom.kernel.NewRadio;
import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `airloom agent --speak vwifi`: a client of vwifi-server, or of an air in its place. One thread.
final class VwifiProgram {
    private static final int OK = 0;
    private static final int USAGE = 2;
    private static final int ENVIRONMENT = 3;

    /// Of the addresses of radios that vwifi-client makes; two random octets and a number follow.
    private static final long PREFIX = 0x74f8_f600_0000L;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final VwifiArguments arguments;
    private final PrintStream err;
    private final EventLoop loop = new EventLoop(0);
    private final VwifiSpeaker speaker;
    private EventLoop.@Nullable Registration registration;
    private @Nullable VwifiStream stream;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private String lastComplaint = "";
    private boolean connected;
    private int exitCode = OK;

    private VwifiProgram(VwifiArguments arguments, PrintStream err, VwifiRadios radios) {
        this.arguments = arguments;
        this.err = err;
        this.speaker = new VwifiSpeaker(radios);
    }

    /// Runs one command line.
    ///
    /// @return the exit code
    static int run(PrintStream out, PrintStream err, String... args) {
        VwifiArguments arguments;
        try {
            arguments = VwifiArguments.parse(args);
        } catch (IllegalArgumentException e) {
            err.println("airloom: " + e.getMessage());
            err.println("  see airloom agent --speak vwifi --help");
            return USAGE;
        }
        if (arguments.help()) {
            out.print(VwifiArguments.HELP);
            return OK;
        }
        try (Hwsim hwsim = Hwsim.open();
                HwsimMedium medium = hwsim.register()) {
            create(hwsim, arguments.radios());
            VwifiRadios radios = new VwifiRadios.OfKernel(hwsim, medium);
            return new VwifiProgram(arguments, err, radios).run(medium);
        } catch (KernelException e) {
            err.println("airloom: " + e.getMessage());
            if (!e.remedy().isEmpty()) {
                err.println("  → " + e.remedy());
            }
            return ENVIRONMENT;
        } catch (LinuxException e) {
            err.println("airloom: " + e.getMessage());
            return ENVIRONMENT;
        }
    }

    private static void create(Hwsim hwsim, int wanted) {
        int there = hwsim.radios().size();
        byte[] random = Random.octets(2);
        long prefix = PREFIX | (random[0] & 0xffL) << 16 | (random[1] & 0xffL) << 8;
        for (int i = there; i < wanted; i++) {
            hwsim.create(new NewRadio(prefix | i, null, false));
        }
    }

    private int run(HwsimMedium medium) {
        loop.register(medium.fd(), Epoll.IN, (_, _) -> fromKernel());
        loop.schedule(REFRESH_NANOS, this::refresh);
        connect();
        loop.run();
        return exitCode;
    }

    private void refresh() {
        speaker.refresh();
        loop.schedule(REFRESH_NANOS, this::refresh);
    }

    private void fromKernel() {
        speaker.fromKernel();
        send();
    }

    private void connect() {
        try {
            stream = new VwifiStream(arguments.host().connect());
            registration = loop.register(stream.socket().fd(), Epoll.OUT, (e, _) -> ready(e));
        } catch (LinuxException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void ready(int events) {
        VwifiStream server = stream;
        if (server == null) {
            return;
        }
        try {
            if (!connected) {
                server.socket().finishConnect();
                connected = true;
                pauseNanos = FIRST_PAUSE_NANOS;
                lastComplaint = "";
                speaker.server(server);
                say("on the air at " + arguments.to() + ", radios: " + speaker.radioCount());
            }
            if ((events & (Epoll.IN | Epoll.HUP | Epoll.ERR)) != 0) {
                boolean more = server.receive();
                String problem = speaker.fromServer();
                if (problem != null || !more) {
                    lost(problem != null ? problem : "it has closed the connection");
                    return;
                }
            }
            send();
        } catch (LinuxException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void send() {
        VwifiStream server = stream;
        EventLoop.Registration watch = registration;
        if (!connected || server == null || watch == null) {
            return;
        }
        try {
            watch.interest(server.send() ? Epoll.IN : Epoll.IN | Epoll.OUT);
        } catch (LinuxException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void lost(String reason) {
        if (registration != null) {
            registration.close();
            registration = null;
        }
        if (stream != null) {
            stream.socket().close();
            stream = null;
        }
        speaker.server(null);
        complain("off the air at " + arguments.to() + ": " + reason);
        if (arguments.once()) {
            exitCode = connected ? OK : ENVIRONMENT;
            loop.stop();
            return;
        }
        connected = false;
        loop.schedule(pauseNanos, this::connect);
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    }

    private void say(String text) {
        if (!arguments.quiet()) {
            err.println("airloom: vwifi " + arguments.name() + ": " + text);
        }
    }

    private void complain(String text) {
        if (!text.equals(lastComplaint)) {
            lastComplaint = text;
            err.println("airloom: vwifi " + arguments.name() + ": " + text);
        }
    }
}
