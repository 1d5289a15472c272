package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.machine.ExecResult;
import io.airloom.topology.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A log of a node of a running lab: the last lines of it, then what is added. A file in the node
/// is read by commands there, the console's log here.
///
/// Lines are whole, and are not safe to show. One thread.
public final class NodeLog {
    /// The word for the console's log.
    public static final String CONSOLE = "console";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Octets that are read at a time.
    private static final int MAX_OCTETS = 1 << 16;

    /// Says where the end is, then the last lines before it.
    private static final String LAST =
            "s=$(wc -c < \"$1\") || exit 1; echo $s; head -c $s \"$1\" | tail -n $2";

    /// Says where it starts (at the beginning, if the file has become shorter), then what is there.
    private static final String MORE =
            "s=$(wc -c < \"$1\") || exit 1; o=$2; [ $s -ge $o ] || o=0; echo $o;"
                    + " tail -c +$((o + 1)) \"$1\" | head -c $3";

    private final LiveLab lab;
    private final String node;
    private final String file;
    private final @Nullable Path local;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long offset;

    private NodeLog(LiveLab lab, String node, String file, @Nullable Path local) {
        this.lab = lab;
        this.node = node;
        this.file = file;
        this.local = local;
    }

    /// Whether a node has a daemon that keeps a log.
    public static boolean hasDaemon(RunningLab.Node node) {
        return daemonLog(node) != null;
    }

    private static @Nullable String daemonLog(RunningLab.Node node) {
        Role role = Role.of(node.role());
        return role == null ? null : role.daemonLog();
    }

    /// A log.
    ///
    /// @param file [#CONSOLE], or an absolute path in the node; null for its daemon's
    /// @throws IllegalArgumentException if there is no such node, or it has no daemon
    public static NodeLog of(LiveLab lab, String node, @Nullable String file) {
        NodeNames.check(node, lab.nodeNames());
        RunningLab.Node found =
                lab.nodes().stream()
                        .filter(each -> each.name().equals(node))
                        .findFirst()
                        .orElseThrow();
        if (CONSOLE.equals(file)) {
            return new NodeLog(lab, node, CONSOLE, lab.console(node).log());
        }
        String path = file == null ? daemonLog(found) : file;
        if (path == null) {
            throw new IllegalArgumentException(
                    node
                            + " has neither hostapd nor wpa_supplicant; name a file in it, or console");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    Printable.quoted(path) + " is neither console nor a path that begins with /");
        }
        return new NodeLog(lab, node, path, null);
    }

    /// The last lines; [#more] goes on behind them.
    ///
    /// @throws EnvironmentException if it cannot be read
    public List<String> last(int lines) throws InterruptedException {
        if (local == null) {
            return take(inNode(LAST, String.valueOf(lines)), true);
        }
        try (RandomAccessFile log = new RandomAccessFile(local.toFile(), "r")) {
            long length = log.length();
            long from = Math.max(0, length - MAX_OCTETS);
            offset = from;
            List<String> all = readLocal(log);
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    /// What was added since; nothing of a line that is not whole yet.
    ///
    /// @throws EnvironmentException if it cannot be read
    public List<String> more() throws InterruptedException {
        if (local == null) {
            return take(inNode(MORE, String.valueOf(offset), String.valueOf(MAX_OCTETS)), false);
        }
        try (RandomAccessFile log = new RandomAccessFile(local.toFile(), "r")) {
            offset = log.length() < offset ? 0 : offset;
            return readLocal(log);
        } catch (IOException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    private List<String> readLocal(RandomAccessFile log) throws IOException {
        byte[] octets = new byte[(int) Math.min(MAX_OCTETS, Math.max(0, log.length() - offset))];
        log.seek(offset);
        log.readFully(octets);
        offset += octets.length;
        return lines(octets, 0);
    }

    private byte[] inNode(String script, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh", file));
        command.addAll(List.of(arguments));
        ExecResult result = lab.exec(node, command, new byte[0], LIMIT);
        if (result.exitCode() != 0) {
            throw unreadable(result.stderr().strip(), null);
        }
        return result.stdoutBytes();
    }

    /// Takes the position before the first line feed, and the lines behind it.
    private List<String> take(byte[] answer, boolean positionIsEnd) {
        int head = 0;
        while (head < answer.length && answer[head] != '\n') {
            head++;
        }
        String position = new String(answer, 0, head, StandardCharsets.US_ASCII).strip();
        if (!position.matches("\\d{1,15}")) {
            throw unreadable("it answers " + Printable.quoted(position), null);
        }
        int octets = Math.max(0, answer.length - head - 1);
        offset = Long.parseLong(position) + (positionIsEnd ? 0 : octets);
        return lines(answer, Math.min(answer.length, head + 1));
    }

    private List<String> lines(byte[] octets, int from) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == '\n' || begun.size() >= MAX_OCTETS) {
                lines.add(begun.toString(StandardCharsets.UTF_8).stripTrailing());
                begun.reset();
            }
            if (octets[i] != '\n') {
                begun.write(octets[i]);
            }
        }
        return lines;
    }

    private EnvironmentException unreadable(@Nullable String reason, @Nullable Exception cause) {
        String message =
                "cannot read "
                        + (local == null ? file + " in " + node : local)
                        + ": "
                        + Printable.line(String.valueOf(reason));
        String remedy = "see airloom exec " + node + " -- ls -l /run/airloom";
        return cause == null
                ? new EnvironmentException(message, remedy)
                : new EnvironmentException(message, remedy, cause);
    }
}
