package io.airloom.machine;

import io.airloom.topology.CommandWay;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds out how commands run in a system of the user's own.
///
/// With [CommandWay#AUTO], guest agent and serial console are both listened to while the system
/// boots. An agent that answers is taken; it has [#AGENT_PATIENCE] from the moment on at which the
/// console asks for a login or a command, then the console is.
final class CommandChoice implements AutoCloseable {
    /// What helps where nothing answers.
    static final String REMEDY =
            "let the system run qemu-guest-agent, or a login on its serial console (append:"
                    + " console=ttyS0; docs/images.md says how), or say login: and commands: in the"
                    + " topology; airloom console NODE shows what it does";

    private static final Duration AGENT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final BootSource.Foreign foreign;
    private final GuestAgent agent;
    private final MachineFiles files;
    private final RunDirectory run;
    private @Nullable SerialShell serial;
    private @Nullable GuestCommands kept;

    /// What was found.
    record Chosen(GuestCommands commands, ChosenWay way) {}

    /// @param agent connected to the machine's port, whether anybody is behind it or not
    CommandChoice(
            BootSource.Foreign foreign, GuestAgent agent, MachineFiles files, RunDirectory run) {
        this.foreign = foreign;
        this.agent = agent;
        this.files = files;
        this.run = run;
    }

    /// Waits until commands run.
    ///
    /// @return null if none did until `endNanos`
    /// @throws GuestCommands.Broken if none ever will
    @Nullable Chosen find(long endNanos) throws GuestCommands.Broken, InterruptedException {
        return switch (foreign.commands()) {
            case AUTO -> auto(endNanos);
            case AGENT ->
                    agent.awaitAnswer(left(endNanos))
                            ? keep(agent, CommandWay.AGENT, "the topology says so")
                            : null;
            case SERIAL -> serial(endNanos, "the topology says so");
            case SSH -> ssh(endNanos);
        };
    }

    private @Nullable Chosen ssh(long endNanos) throws GuestCommands.Broken, InterruptedException {
        try {
            SshCommands ssh = new SshCommands(run, files, foreign.login(), "ssh");
            if (ssh.awaitAnswer(left(endNanos))) {
                return keep(ssh, CommandWay.SSH, "the topology says so");
            }
            ssh.close();
            return null;
        } catch (IOException e) {
            throw new GuestCommands.Broken("no way to vsock: " + e.getMessage());
        }
    }

    private @Nullable Chosen auto(long endNanos) throws GuestCommands.Broken, InterruptedException {
        SerialShell console = console();
        long askedNanos = 0;
        while (System.nanoTime() - endNanos < 0) {
            if (agent.awaitAnswer(LOOK)) {
                return keep(agent, CommandWay.AGENT, "its guest agent answers");
            }
            boolean asks = console.asks();
            if (asks && askedNanos == 0) {
                askedNanos = System.nanoTime();
            }
            if (asks && System.nanoTime() - askedNanos > AGENT_PATIENCE.toNanos()) {
                String why =
                        "no guest agent answered within %d s of the serial console's prompt"
                                .formatted(AGENT_PATIENCE.toSeconds());
                return serial(endNanos, why);
            }
        }
        return null;
    }

    private @Nullable Chosen serial(long endNanos, String why)
            throws GuestCommands.Broken, InterruptedException {
        SerialShell console = console();
        return console.awaitAnswer(left(endNanos)) ? keep(console, CommandWay.SERIAL, why) : null;
    }

    private SerialShell console() throws GuestCommands.Broken {
        try {
            if (serial == null) {
                serial = SerialShell.connect(files.console(), foreign.login());
            }
            return serial;
        } catch (IOException e) {
            throw new GuestCommands.Broken("no console: " + e.getMessage());
        }
    }

    private static Duration left(long endNanos) {
        return Duration.ofNanos(endNanos - System.nanoTime());
    }

    private Chosen keep(GuestCommands commands, CommandWay way, String why) {
        kept = commands;
        return new Chosen(commands, new ChosenWay(way, why));
    }

    /// What is wrong if nothing was found, for people.
    String failure() {
        return switch (foreign.commands()) {
            case AUTO -> "neither a guest agent nor a login on the serial console is there";
            case AGENT -> "no guest agent answers on the port org.qemu.guest_agent.0";
            case SERIAL -> "the serial console asks for no login and shows no prompt";
            case SSH -> "nobody answers ssh on vsock port 22";
        };
    }

    /// Closes what was not found.
    @Override
    public void close() {
        if (kept != agent) {
            agent.close();
        }
        if (serial != null && kept != serial) {
            serial.close();
        }
    }
}
