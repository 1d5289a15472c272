package io.airloom.cli;

import io.airloom.linux.Fd;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The person's terminal, or the files and pipes that stand in its place: results go to standard
/// output, progress and logs to standard error. On a terminal, one status line stays below
/// everything that is printed, whoever prints. Any thread may call.
final class Terminal {
    private static final int DEFAULT_WIDTH = 100;

    /// Lines that are kept while another program has the terminal.
    private static final int MAX_HELD = 1000;

    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final int width;
    private boolean quiet;
    private boolean verbose;
    private boolean colour;
    private String status = "";
    private final List<String> held = new ArrayList<>();
    private @Nullable Consumer<String> holder;

    Terminal(
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            int width,
            boolean colour) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.width = width;
        this.colour = colour;
    }

    /// The streams of this process. We write UTF-8 whatever the locale says: in the C locale Java
    /// would print question marks.
    static Terminal ofProcess() {
        boolean outIsTerminal = isTerminal(1);
        boolean errIsTerminal = isTerminal(2);
        String noColour = System.getenv("NO_COLOR");
        boolean colour = (noColour == null || noColour.isEmpty()) && !isDumb();
        return new Terminal(
                Results.to(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(System.err, false, StandardCharsets.UTF_8),
                outIsTerminal,
                errIsTerminal,
                outIsTerminal || errIsTerminal ? askWidth() : DEFAULT_WIDTH,
                colour);
    }

    /// Whether a person is at the standard input of this process.
    static boolean isInTerminal() {
        return isTerminal(0);
    }

    /// Whether the terminal says that it can do nothing but print lines.
    static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    private static int askWidth() {
        Size size = askSize();
        return size == null ? DEFAULT_WIDTH : Math.clamp(size.columns(), 40, 200);
    }

    /// Of a terminal, in characters.
    record Size(int columns, int rows) {}

    /// The terminal's size now; 80 columns and 24 rows if it does not tell.
    Size size() {
        Size size = askSize();
        return size == null ? new Size(80, 24) : size;
    }

    private static @Nullable Size askSize() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(Path.of("/dev/tty").toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
            }
            String[] size = answer.strip().split(" ", 2);
            boolean known =
                    size.length == 2
                            && size[0].matches("[1-9]\\d{0,3}")
                            && size[1].matches("[1-9]\\d{0,3}");
            return known ? new Size(Integer.parseInt(size[1]), Integer.parseInt(size[0])) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Another program has the terminal from now on: lines are told to `telling`, and kept.
    synchronized void hold(Consumer<String> telling) {
        hideStatus();
        holder = telling;
    }

    /// The terminal is ours again: what was kept is printed.
    synchronized void release() {
        holder = null;
        held.forEach(err::println);
        held.clear();
        err.flush();
    }

    /// @return whether the line was kept
    private boolean isHeld(String line) {
        Consumer<String> telling = holder;
        if (telling == null) {
            return false;
        }
        if (held.size() < MAX_HELD) {
            held.add(line);
        }
        telling.accept(line);
        return true;
    }

    void quiet(boolean isQuiet) {
        quiet = isQuiet;
    }

    void verbose(boolean isVerbose) {
        verbose = isVerbose;
    }

    void noColour() {
        colour = false;
    }

    /// Only results and errors are wanted.
    boolean isQuiet() {
        return quiet;
    }

    /// More than usual is wanted.
    boolean isVerbose() {
        return verbose;
    }

    /// Colours for what is printed as a result.
    Paint paint() {
        return new Paint(colour && outIsTerminal);
    }

    /// Colours for what is printed as progress.
    Paint progressPaint() {
        return new Paint(colour && errIsTerminal);
    }

    /// Whether results are read by a person as they come.
    boolean isOutTerminal() {
        return outIsTerminal;
    }

    /// Whether progress can be drawn.
    boolean isErrTerminal() {
        return errIsTerminal;
    }

    /// Columns.
    int width() {
        return width;
    }

    /// The stream of results, for raw octets.
    PrintStream out() {
        return out;
    }

    /// Whether nobody reads results any more, whether or not there are some.
    boolean isOutClosed() {
        return out.checkError() || Fd.standardOutput().isAbandoned();
    }

    /// The stream of progress, for raw octets.
    PrintStream err() {
        return err;
    }

    /// Prints a line of results. The text is safe already.
    synchronized void print(String line) {
        if (isHeld(line)) {
            return;
        }
        hideStatus();
        out.println(line);
        out.flush();
        showStatus();
    }

    /// Prints a line of progress, also in quiet runs: for errors.
    synchronized void complain(String line) {
        if (isHeld(line)) {
            return;
        }
        hideStatus();
        err.println(line);
        err.flush();
        showStatus();
    }

    /// Prints a line of progress, unless quiet.
    void note(String line) {
        if (!quiet) {
            complain(line);
        }
    }

    /// Sets the line below everything; an empty one removes it. Nothing on a pipe or in quiet runs.
    synchronized void status(String line) {
        if (errIsTerminal && !quiet && holder == null) {
            hideStatus();
            status = line;
            showStatus();
        }
    }

    private void hideStatus() {
        if (!status.isEmpty()) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private void showStatus() {
        if (!status.isEmpty()) {
            err.print(status);
            err.flush();
        }
    }
}
