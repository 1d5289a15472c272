package io.airloom.lab;

import io.airloom.machine.LastLines;
import io.airloom.machine.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts the processes that are the medium of a lab, one after the other, each with the same
/// sockets. Who uses it sees to it that one thread at a time starts one.
final class MediumChildren {
    private static final int QUOTED_BYTES = 4096;
    private static final int QUOTED_LINES = 4;

    private final MediumProcess how;
    private final MediumDoors doors;
    private final RunDirectory run;
    private final @Nullable Path capture;
    private int started;

    /// @param doors where nodes come
    /// @param capture the file that the first one records all frames in, or null
    MediumChildren(MediumProcess how, MediumDoors doors, RunDirectory run, @Nullable Path capture) {
        this.how = how;
        this.doors = doors;
        this.run = run;
        this.capture = capture;
    }

    /// One process. It stands by until it is called.
    ///
    /// @param capture the file that it records all frames in, or null
    record Child(Process process, @Nullable Path capture) {
        /// Sends a line: the first one is the call, the others ask what was carried.
        void callOrAsk() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
    }

    /// Starts one.
    Child launch() throws IOException {
        started++;
        Path file = capture == null ? null : capture(capture, started);
        ProcessBuilder builder = new ProcessBuilder(command(file));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()));
        return new Child(run.start(builder), file);
    }

    /// In a session of its own: a Ctrl-C at the terminal is for the lab, which ends it in order.
    private List<String> command(@Nullable Path file) {
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.addAll(how.program());
        command.addAll(List.of("air", "--events", "--standby", "--recall", guests().toString()));
        for (String node : doors.virtio()) {
            command.addAll(List.of("--socket", node + "=" + socket(node)));
        }
        command.addAll(doors.options());
        command.addAll(List.of("--control", control().toString()));
        if (file != null) {
            command.addAll(List.of("--capture", file.toString()));
        }
        return command;
    }

    /// The capture of the process with that number, from 1.
    static Path capture(Path first, int number) {
        if (number == 1) {
            return first;
        }
        String name = String.valueOf(first.getFileName());
        int dot = name.lastIndexOf('.');
        int stem = dot > 0 ? dot : name.length();
        return first.resolveSibling(name.substring(0, stem) + "-" + number + name.substring(stem));
    }

    /// Where all of them listen for a node.
    Path socket(String node) {
        if (!doors.virtio().contains(node)) {
            throw new IllegalArgumentException("node=" + node);
        }
        return run.path().resolve(node + ".air");
    }

    /// What the next one shall know.
    void keep(AirEvent.Guests known) throws IOException {
        Path aside = run.path().resolve("medium.guests.new");
        Files.writeString(aside, known.json(), StandardCharsets.UTF_8);
        Files.move(aside, guests(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// What the last one said before it died, with a colon before it; empty if nothing.
    String lastWords() {
        List<String> words = LastLines.of(errors(), QUOTED_BYTES, QUOTED_LINES);
        return words.isEmpty() ? "" : ": " + String.join(" / ", words);
    }

    private Path errors() {
        return run.path().resolve("medium.err");
    }

    /// Where the one that is the medium answers for its figures.
    Path control() {
        return run.path().resolve("medium.control");
    }

    private Path guests() {
        return run.path().resolve("medium.guests");
    }
}
