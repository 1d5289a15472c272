package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lab that runs in another process of the same user, seen through its socket.
///
/// @param directory its run directory
/// @param name of its topology
/// @param pid of the process that holds it
/// @param mediumPid of the process in which its medium runs
public record RunningLab(Path directory, String name, long pid, long mediumPid, List<Node> nodes) {
    public RunningLab {
        nodes = List.copyOf(nodes);
    }

    /// A node of it.
    ///
    /// @param engine what runs it: `uml`
    /// @param address of `wlan0`, empty if it has none
    public record Node(
            String name, String engine, String role, String address, String mac, boolean alive) {}

    /// Where a node's serial line can be had.
    ///
    /// @param socket Unix socket, one client at a time
    /// @param log all that was written to it
    public record Console(Path socket, Path log) {}

    /// All running labs of this user, in no order.
    public static List<RunningLab> all() {
        return in(RunDirectory.living());
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
            return null;
        }
    }

    private static String at(List<String> list, int index) {
        return index < list.size() ? list.get(index) : "";
    }

    /// Runs a program in one of its nodes.
    ///
    /// @throws EnvironmentException if the lab or the node does not do it
    public ExecResult exec(String node, List<String> command, byte[] stdin, Duration limit) {
        ControlMessage answer =
                request(
                        directory,
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
                                String.valueOf(limit.toMillis())));
        byte[] stdout = answer.octets("stdout");
        byte[] stderr = answer.octets("stderr");
        if (stdout == null || stderr == null) {
            throw gone(directory, null);
        }
        return new ExecResult(
                (int) answer.number("exitCode", 1),
                stdout,
                stderr,
                answer.text("timedOut").equals("true"),
                false);
    }

    /// Ends the machine of one of its nodes.
    ///
    /// @return whether it ran
    /// @throws EnvironmentException if the lab does not do it
    public boolean kill(String node) {
        return request(directory, ControlMessage.of("op", "kill", "node", node))
                .text("ran")
                .equals("true");
    }

    /// Starts the machine of one of its nodes anew, and waits until it is up.
    ///
    /// @throws EnvironmentException if it does not come up
    public void restart(String node) {
        request(directory, ControlMessage.of("op", "restart", "node", node));
    }

    /// Where the console of one of its nodes is.
    ///
    /// @throws EnvironmentException if the lab does not tell
    public Console console(String node) {
        ControlMessage answer =
                request(directory, ControlMessage.of("op", "console", "node", node));
        return new Console(Path.of(answer.text("socket")), Path.of(answer.text("log")));
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
        try {
            ControlMessage answer = ControlSocket.ask(directory.resolve(LabSocket.NAME), request);
            if (!answer.text("error").isEmpty()) {
                throw new EnvironmentException(
                        answer.text("error"), "see airloom lab ps for what runs");
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
        String remedy = "see airloom lab ps for what runs";
        return cause == null
                ? new EnvironmentException(message, remedy)
                : new EnvironmentException(message, remedy, cause);
    }
}
