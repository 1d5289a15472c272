package io.airloom.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The person's terminal, or the files and pipes that stand in its place: results go to standard
/// output, progress and logs to standard error. On a terminal, one status line stays below
/// everything that is printed, whoever prints. Any thread may call.
final class Terminal {
    private static final int DEFAULT_WIDTH = 100;
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

    /// The streams of this process.
    static Terminal ofProcess() {
        boolean outIsTerminal = isTerminal(1);
        boolean errIsTerminal = isTerminal(2);
        String noColour = System.getenv("NO_COLOR");
        boolean colour =
                (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(
                utf8(System.out),
                utf8(System.err),
                outIsTerminal,
                errIsTerminal,
                outIsTerminal || errIsTerminal ? askWidth() : DEFAULT_WIDTH,
                colour);
    }

    /// We write UTF-8 whatever the locale says: in the C locale Java would print question marks.
    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    /// Whether a person is at the standard input of this process.
    static boolean isInTerminal() {
        return isTerminal(0);
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
            boolean known = size.length == 2 && size[1].matches("[1-9]\\d{0,3}");
            return known ? Math.clamp(Integer.parseInt(size[1]), 40, 200) : DEFAULT_WIDTH;
        } catch (IOException e) {
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_WIDTH;
        }
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

    /// The stream of progress, for raw octets.
    PrintStream err() {
        return err;
    }

    /// Prints a line of results. The text is safe already.
    synchronized void print(String line) {
        hideStatus();
        out.println(line);
        out.flush();
        showStatus();
    }

    /// Prints a line of progress, also in quiet runs: for errors.
    synchronized void complain(String line) {
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
        if (errIsTerminal && !quiet) {
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
