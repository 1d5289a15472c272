package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.lab.LiveLab;
import io.airloom.lab.RunningLab;
import io.airloom.machine.ExecResult;
import io.airloom.topology.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The files that are kept of a lab: its capture, the consoles of its nodes, and what their daemons
/// wrote.
public final class Artefacts {
    /// What the capture is called in the folder; the lab is told to write it there.
    public static final String CAPTURE = "capture.pcapng";

    /// Octets of a console or a log that are kept, the last ones.
    static final int MAX_LOG = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LiveLab lab;
    private final Path folder;
    private final SequencedMap<String, Path> files = new LinkedHashMap<>();

    private Artefacts(LiveLab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
    }

    /// Fetches consoles and logs into a folder while the lab still runs. A node that does not
    /// answer any more leaves what can be had without it.
    ///
    /// @param folder is made if it is not there
    /// @return their names and files, the capture first if the lab writes one there
    /// @throws EnvironmentException if the folder cannot be written
    public static SequencedMap<String, Path> collect(LiveLab lab, Path folder)
            throws InterruptedException {
        Artefacts artefacts = new Artefacts(lab, folder);
        try {
            Files.createDirectories(folder);
            artefacts.collect();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot keep the lab's files in " + folder + ": " + Reason.of(e),
                    "name another folder with --keep",
                    e);
        }
        return artefacts.files;
    }

    private void collect() throws IOException, InterruptedException {
        Path capture = folder.resolve(CAPTURE);
        if (Files.exists(capture)) {
            files.put(CAPTURE, capture);
        }
        for (RunningLab.Node node : lab.nodes()) {
            console(node.name());
            Role role = Role.of(node.role());
            String log = role == null ? null : role.daemonLog();
            if (log != null && node.alive()) {
                daemonLog(node.name(), log, role == Role.AP ? ".hostapd.log" : ".supplicant.log");
            }
        }
    }

    private void console(String node) throws IOException {
        Path log;
        try {
            log = lab.console(node).log();
        } catch (IllegalArgumentException | EnvironmentException e) {
            // It does not run any more.
            return;
        }
        if (Files.isRegularFile(log)) {
            keep(node + ".console.log", out -> copyEnd(log, out));
        }
    }

    private void daemonLog(String node, String log, String ending)
            throws IOException, InterruptedException {
        ExecResult result = read(node, log);
        if (result != null && result.ok()) {
            keep(node + ending, out -> out.write(result.stdoutBytes()));
        }
    }

    private @Nullable ExecResult read(String node, String log) throws InterruptedException {
        List<String> command = List.of("tail", "-c", String.valueOf(MAX_LOG), log);
        try {
            return lab.exec(node, command, new byte[0], PATIENCE);
        } catch (IllegalArgumentException | EnvironmentException e) {
            return null;
        }
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private void keep(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            content.write(out);
        }
        files.put(name, file);
    }

    /// The last octets of a file that may grow meanwhile.
    private static void copyEnd(Path file, OutputStream out) throws IOException {
        try (SeekableByteChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                InputStream in = Channels.newInputStream(channel)) {
            channel.position(Math.max(0, channel.size() - MAX_LOG));
            out.write(in.readNBytes(MAX_LOG));
        }
    }
}
