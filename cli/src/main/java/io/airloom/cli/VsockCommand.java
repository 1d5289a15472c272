package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vhost.VsockCounter;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockThread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// vsock devices alone, for virtual machines that somebody else starts.
@Command(
        name = "vsock",
        description = {
            "Offer vsock devices on Unix sockets, for virtual machines that you start yourself, until"
                    + " Ctrl-C: without root, and without support of the host's kernel.",
            "Prints what to add to the command lines of QEMU and UML. Repeat --socket (and what belongs"
                    + " to it) for more machines."
        },
        footer = {
            "",
            "Examples:",
            "  airloom vsock --socket /tmp/vm.sock --cid 3 --uds /tmp/vm.vsock",
            "  airloom vsock --socket /tmp/a.sock --socket /tmp/b.sock --between-guests"
        })
final class VsockCommand implements Callable<Integer> {
    private static final long FIRST_CID = 3;
    private static final long LAST_CID = 0xffff_fffeL;
    private static final int MAX_GUESTS = 64;

    private final Terminal terminal;

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<GuestOptions> guests = new ArrayList<>();

    @Option(
            names = "--between-guests",
            description = "Let the machines connect to each other, not only to the host.")
    private boolean betweenGuests;

    /// One machine.
    static final class GuestOptions {
        @Option(
                names = "--socket",
                required = true,
                paramLabel = "PATH",
                description = "Where the machine gets its device; must not exist yet.")
        private Path socket = Path.of("vsock");

        @Option(
                names = "--cid",
                paramLabel = "N",
                description = "The machine's CID (default: 3, and one more for each next machine).")
        private @Nullable Long cid;

        @Option(
                names = "--uds",
                paramLabel = "PATH",
                description =
                        "Where programs of the host reach the machine's ports; those that it reaches"
                                + " listen on PATH_PORT (default: the socket's path and .host).")
        private @Nullable Path uds;

        @Option(
                names = "--guest",
                paramLabel = "NAME",
                description = "What the machine is called here (default: vm1, vm2, …).")
        private @Nullable String name;
    }

    /// The same, checked and complete.
    private record Guest(String name, int cid, Path socket, Path door) {}

    VsockCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Guest> all = check();
        // The vsock thread must not wait for a terminal: what it has to say is printed elsewhere.
        ExecutorService printer =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("airloom-print").factory());
        VsockOptions options =
                VsockOptions.usual()
                        .withBetweenGuests(betweenGuests)
                        .withListener(new Printing(printer));
        try (Interruption interruption = new Interruption();
                VsockThread vsock = VsockThread.start(options)) {
            for (Guest guest : all) {
                vsock.listen(guest.socket, guest.cid, guest.name, guest.door);
            }
            all.forEach(this::explain);
            terminal.print("  Ctrl-C ends it.");
            try {
                interruption.await();
            } catch (InterruptedException e) {
                terminal.status("");
            }
            printer.shutdown();
            printer.awaitTermination(1, TimeUnit.SECONDS);
            summary(vsock);
        }
        return ExitCode.OK.number();
    }

    private List<Guest> check() {
        if (guests.size() > MAX_GUESTS) {
            throw new UsageException("--socket: at most " + MAX_GUESTS + " machines are possible");
        }
        List<Guest> all = new ArrayList<>();
        Set<Object> taken = new HashSet<>();
        for (GuestOptions options : guests) {
            long cid = options.cid != null ? options.cid : FIRST_CID + all.size();
            if (cid < FIRST_CID || cid > LAST_CID) {
                throw new UsageException(
                        "--cid must be %d to %d, not %d".formatted(FIRST_CID, LAST_CID, cid));
            }
            Path socket = absolute(options.socket);
            Path door =
                    options.uds != null
                            ? absolute(options.uds)
                            : socket.resolveSibling(socket.getFileName() + ".host");
            String name = options.name != null ? options.name : "vm" + (all.size() + 1);
            SocketFiles.check("--socket", socket);
            SocketFiles.check("--uds", door);
            for (Object unique : List.of(cid, socket, door, name)) {
                if (!taken.add(unique)) {
                    throw new UsageException("two machines have the same: " + unique);
                }
            }
            all.add(new Guest(name, (int) cid, socket, door));
        }
        return all;
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private void explain(Guest guest) {
        VsockAdvice.print(terminal, guest.name, guest.cid, guest.socket);
        terminal.print("  From the host:   socat - UNIX-CONNECT:" + guest.door);
        terminal.print("                   and say CONNECT and a port of the machine");
        terminal.print("  From the guest:  socat - VSOCK-CONNECT:2:1234");
        terminal.print(
                "                   with  socat UNIX-LISTEN:" + guest.door + "_1234 -  here");
        terminal.print("");
    }

    private void summary(VsockThread vsock) {
        terminal.print("");
        for (VsockCounter counter : VsockCounter.values()) {
            long count = vsock.counters().value(counter);
            if (count > 0) {
                terminal.print(String.format(Locale.ROOT, "  %,14d  %s", count, counter.text()));
            }
        }
        if (vsock.counters().value(VsockCounter.PACKETS_IN) == 0) {
            terminal.print("  no guest said anything");
        }
    }

    /// Says who comes and goes.
    private final class Printing implements SessionListener {
        private final ExecutorService printer;

        Printing(ExecutorService printer) {
            this.printer = printer;
        }

        private void say(String mark, String text) {
            if (!terminal.isQuiet() && !printer.isShutdown()) {
                printer.execute(() -> terminal.print("  " + mark + " " + Printable.line(text)));
            }
        }

        @Override
        public void connected(GuestConnection connection) {
            say("+", connection + " has connected");
        }

        @Override
        public void ready(GuestConnection connection) {
            say("✓", connection.name() + " has vsock");
        }

        @Override
        public void disconnected(GuestConnection connection, SessionEnd end) {
            say("-", connection.name() + " is gone: " + end.reason());
        }

        @Override
        public void refused(String reason) {
            say("!", "refused: " + reason);
        }
    }
}
