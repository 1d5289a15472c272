package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.MachineFiles;
import io.airloom.machine.RunDirectory;
import io.airloom.topology.AirOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A lab that runs in another process of the same user, seen through its socket.
///
/// @param directory its run directory
/// @param name of its topology
/// @param pid of the process that holds it
/// @param mediumPid of the process in which its medium runs
public record RunningLab(Path directory, String name, long pid, long mediumPid, List<Node> nodes)
        implements LiveLab {
    /// How long a lab may take to put everything away.
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    public RunningLab {
        nodes = List.copyOf(nodes);
    }

    /// A node of it.
    ///
    /// @param engine what runs it: `uml`
    /// @param address of `wlan0`, empty if it has none
    public record Node(
            String name, String engine, String role, String address, String mac, boolean alive) {}

    /// Where a node's console can be had.
    ///
    /// @param socket Unix socket, for several at a time
    /// @param log all that was written to it
    /// @param commands whether the lab types its commands there: then everybody else only watches
    public record Console(Path socket, Path log, boolean commands) {}

    /// All running labs of this user, in no order.
    public static List<RunningLab> all() {
        return in(RunDirectory.living());
    }

    /// The one lab that is meant.
    ///
    /// @param nameOrPid its topology's name, or the number of its process; null for the one that
    ///   runs
    /// @throws EnvironmentException if there is none, or more than one
    public static RunningLab find(@Nullable String nameOrPid) {
        return find(all(), nameOrPid);
    }

    /// Of several.
    public static RunningLab find(List<RunningLab> running, @Nullable String nameOrPid) {
        List<RunningLab> found = running.stream().filter(lab -> lab.isCalled(nameOrPid)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (running.isEmpty()) {
            throw new EnvironmentException(
                    "no lab runs", "start one in another terminal: airloom lab up FILE");
        }
        if (found.isEmpty()) {
            List<String> names = running.stream().map(RunningLab::name).distinct().toList();
            String wanted = String.valueOf(nameOrPid);
            throw new EnvironmentException(
                    "no lab "
                            + Printable.quoted(wanted)
                            + " runs"
                            + Suggestion.after(wanted, names),
                    "airloom ps lists what runs");
        }
        throw new EnvironmentException(
                found.size() + " labs run" + (nameOrPid == null ? "" : " by that name"),
                "choose one with --lab: " + choices(found));
    }

    /// Whether it is meant by a name or a process, or by nothing.
    public boolean isCalled(@Nullable String nameOrPid) {
        return nameOrPid == null || nameOrPid.equals(name) || nameOrPid.equals(String.valueOf(pid));
    }

    /// What tells several labs apart: their names, or where some have the same, their processes.
    public static String choices(List<RunningLab> labs) {
        List<String> choices = new ArrayList<>();
        for (RunningLab lab : labs) {
            boolean alone = labs.stream().filter(other -> other.isCalled(lab.name())).count() == 1;
            choices.add(alone ? lab.name() : lab.pid() + " (" + lab.name() + ")");
        }
        return String.join(", ", choices);
    }

    static List<RunningLab> in(List<Path> directories) {
        List<RunningLab> labs = new ArrayList<>();
        for (Path directory : directories) {
            RunningLab lab = ask(directory);
            if (lab != null) {
                labs.add(lab);
            }
        }
        return labs;
    }

    /// The lab behind `directory`, or null if none answers there.
    ///
    /// @throws EnvironmentException if it has no time for us
    private static @Nullable RunningLab ask(Path directory) {
        if (!Files.exists(directory.resolve(LabSocket.NAME))) {
            return null;
        }
        try {
            ControlMessage answer = request(directory, ControlMessage.of("op", "ps"));
            List<String> names = answer.texts("nodes");
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                nodes.add(
                        new Node(
                                names.get(i),
                                at(answer.texts("engines"), i),
                                at(answer.texts("roles"), i),
                                at(answer.texts("addresses"), i),
                                at(answer.texts("macs"), i),
                                at(answer.texts("alive"), i).equals("true")));
            }
            return new RunningLab(
                    directory,
                    answer.text("lab"),
                    answer.number("pid", 0),
                    answer.number("medium", 0),
                    nodes);
        } catch (EnvironmentException e) {
            if (e.getCause() instanceof IOException) {
                return null;
            }
            // It runs, and says why it does not answer.
            throw e;
        }
    }

    @Override
    public RunningLab now() {
        RunningLab lab = ask(directory);
        if (lab == null) {
            throw gone(directory, null);
        }
        return lab;
    }

    private static String at(List<String> list, int index) {
        return index < list.size() ? list.get(index) : "";
    }

    @Override
    public ExecEnd exec(
            String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output) {
        checkNode(node);
        ControlMessage request =
                ControlMessage.of(
                        "op",
                        "exec",
                        "node",
                        node,
                        "command",
                        command,
                        "stdin",
                        ControlMessage.base64(stdin),
                        "limitMillis",
                        String.valueOf(limit.toMillis()));
        return ExecMessage.end(
                request(directory, request, message -> ExecMessage.pass(message, output)));
    }

    private void checkNode(String node) {
        NodeNames.check(node, nodeNames());
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        try {
            return SocketStream.open(directory.resolve(LabSocket.NAME), filter);
        } catch (IOException e) {
            throw gone(directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone(directory, null);
        }
    }

    @Override
    public AirSnapshot snapshot() {
        try {
            return AirSnapshot.of(request(directory, ControlMessage.of("op", "snapshot")));
        } catch (IllegalArgumentException e) {
            throw gone(directory, null);
        }
    }

    @Override
    public void set(AirOrder order) {
        NodeNames.check(order, nodeNames());
        request(directory, OrderMessage.of(order));
    }

    /// Ends it, and waits until all of it is put away.
    ///
    /// @throws EnvironmentException if it does not end
    @Override
    public void down() {
        try {
            ControlSocket.ask(directory.resolve(LabSocket.NAME), ControlMessage.of("op", "down"));
        } catch (IOException e) {
            // It has ended before it could say so, or will not; that is seen now.
        }
        long endNanos = System.nanoTime() + DOWN_LIMIT.toNanos();
        while (Files.exists(directory)) {
            if (System.nanoTime() - endNanos > 0) {
                throw new EnvironmentException(
                        "the lab " + name + " does not end", "end its process: kill " + pid);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public boolean kill(String node) {
        checkNode(node);
        return request(directory, ControlMessage.of("op", "kill", "node", node))
                .text("ran")
                .equals("true");
    }

    @Override
    public void restart(String node) {
        checkNode(node);
        request(directory, ControlMessage.of("op", "restart", "node", node));
    }

    @Override
    public Console console(String node) {
        checkNode(node);
        ControlMessage answer =
                request(directory, ControlMessage.of("op", "console", "node", node));
        return new Console(
                Path.of(answer.text("socket")),
                Path.of(answer.text("log")),
                answer.text("commands").equals("true"));
    }

    /// How long frames take on its air.
    ///
    /// @throws EnvironmentException if the lab does not tell
    public AirTimes times() {
        return AirTimes.of(request(directory, ControlMessage.of("op", "stats")));
    }

    /// The Unix socket of a node's vsock device; it is not there if the node has none.
    public Path vsockDoor(String node) {
        return new MachineFiles(directory, node).vsockDoor();
    }

    private static ControlMessage request(Path directory, ControlMessage request) {
        return request(directory, request, _ -> false);
    }

    private static ControlMessage request(
            Path directory, ControlMessage request, Predicate<ControlMessage> progress) {
        try {
            ControlMessage answer =
                    ControlSocket.ask(directory.resolve(LabSocket.NAME), request, progress);
            if (!answer.text("error").isEmpty()) {
                throw new EnvironmentException(
                        answer.text("error"), "see airloom ps for what runs");
            }
            return answer;
        } catch (IOException e) {
            throw gone(directory, e);
        }
    }

    private static EnvironmentException gone(Path directory, @Nullable IOException cause) {
        String message =
                "the lab in "
                        + directory
                        + " does not answer"
                        + (cause == null ? "" : ": " + cause.getMessage());
        String remedy = "see airloom ps for what runs";
        return cause == null
                ? new EnvironmentException(message, remedy)
                : new EnvironmentException(message, remedy, cause);
    }
}
