package io.airloom.machine;

import io.airloom.machine.ExecOutput.Source;
import io.airloom.topology.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs commands by a shell on the serial console, with what any Unix has: `printf` brings octets
/// there, `base64`, `od` or `hexdump` brings them back.
///
/// Each line that is typed is answered between two words that nobody else says, before the next one
/// is typed: so nothing is lost where the line's 4 KiB are full. A command runs in the background,
/// with its input and outputs in files, and is asked after; so several run at once, and what the
/// kernel writes to the console in the middle of an answer only costs another look at a file. The
/// number of octets is known beforehand.
final class SerialShell implements GuestCommands {
    /// Longest line that is typed, well below what a terminal line takes.
    private static final int LINE_CHARS = 2_000;

    /// How much of an output is asked for at once.
    private static final int PIECE_BYTES = 12 * 1024;

    /// Most of an output that is told.
    private static final int MAX_OUTPUT_BYTES = 4 << 20;

    private static final Duration LINE_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_LOOKS = 20;
    private static final long FIRST_POLL_MILLIS = 10;
    private static final long LAST_POLL_MILLIS = 250;

    /// An exit code, or that there is none yet, and the outputs' lengths.
    private static final Pattern LOOK =
            Pattern.compile("(-|\\d{1,3})\\s+(\\d{1,15})\\s+(\\d{1,15})");

    /// Ends a process and all that it started.
    private static final String KILL_TREE = Resources.text("guest-kill");

    private final ConsoleText console;
    private final SerialLogin login;
    private final ReentrantLock line = new ReentrantLock();
    private final AtomicInteger commands = new AtomicInteger();
    private boolean ready;
    private boolean base64;
    private String folder = "";

    /// What a line that was typed has said, and how it ended.
    private record Answer(String text, int exitCode) {}

    SerialShell(ConsoleText console, Login login) {
        this.console = console;
        this.login = new SerialLogin(console, login);
    }

    /// Connects to the console's socket.
    static SerialShell connect(Path socket, Login login) throws IOException {
        return new SerialShell(ConsoleText.connect(socket), login);
    }

    /// Whether the console asks for a login or a command.
    boolean asks() {
        return login.asks();
    }

    @Override
    public boolean awaitAnswer(Duration limit) throws Broken, InterruptedException {
        line.lockInterruptibly();
        try {
            if (!ready && login.run(System.nanoTime() + limit.toNanos())) {
                prepare();
                ready = true;
            }
            return ready;
        } finally {
            line.unlock();
        }
    }

    /// Makes a folder for the commands' files, and finds what brings octets back.
    private void prepare() throws Broken, InterruptedException {
        String word = SerialLogin.word();
        Answer made =
                ask(
                        "for d in /run /tmp /dev/shm /var/tmp /root; do mkdir -m 700 $d/"
                                + word
                                + " 2>/dev/null && echo $d/"
                                + word
                                + " && break; done");
        folder = made.text().strip();
        if (made.exitCode() != 0 || !folder.endsWith(word)) {
            throw new Broken("there is no place for files in /run, /tmp, /var/tmp or /root");
        }
        base64 = ask("command -v base64 >/dev/null").exitCode() == 0;
        String hex =
                "if command -v od >/dev/null; then od -An -v -tx1;"
                        + " else hexdump -v -e '16/1 \"%02x\" \"\\n\"'; fi";
        ask(
                "show() { dd if=\"$1\" bs="
                        + PIECE_BYTES
                        + " skip=$2 count=1 2>/dev/null |"
                        + " { "
                        + (base64 ? "base64" : hex)
                        + "; }; }");
        write(folder + "/kill", KILL_TREE.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws Broken, InterruptedException {
        Patience current = patience;
        String files = folder + "/" + commands.incrementAndGet();
        write(files + ".sh", GuestCommands.line(command));
        write(files + ".in", stdin);
        String start =
                "{ { sh %s.sh <%s.in >%s.out 2>%s.err; echo $? >%s.rc; } & } 2>/dev/null; echo $!"
                        .formatted(files, files, files, files, files);
        String pid = ask(start).text().strip();
        Told out = new Told(Source.STDOUT, files + ".out", output);
        Told err = new Told(Source.STDERR, files + ".err", output);
        boolean timedOut = false;
        long pauseMillis = FIRST_POLL_MILLIS;
        Look look = look(files);
        while (look.exitCode() < 0) {
            if (current.isOver()) {
                if (timedOut) {
                    throw new Broken("process " + pid + " cannot be killed");
                }
                timedOut = true;
                current = Patience.of(KILL_LIMIT);
                ask("sh " + folder + "/kill " + pid + "; echo 143 >" + files + ".rc");
            }
            boolean moved = out.next(look.outBytes());
            moved = err.next(look.errBytes()) || moved;
            pauseMillis = moved ? FIRST_POLL_MILLIS : pauseMillis;
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            pauseMillis = Math.min(pauseMillis * 2, LAST_POLL_MILLIS);
            look = look(files);
        }
        out.rest(look.outBytes());
        err.rest(look.errBytes());
        ask("rm -f " + files + ".*");
        return timedOut ? ExecEnd.killed() : new ExecEnd(look.exitCode(), false);
    }

    /// How far a command is.
    ///
    /// @param exitCode -1 while it runs
    private record Look(int exitCode, int outBytes, int errBytes) {}

    private Look look(String files) throws Broken, InterruptedException {
        // The end comes first: then the lengths are the last ones.
        String line =
                "{ [ -s %s.rc ] && cat %s.rc; } || echo -; wc -c <%s.out; wc -c <%s.err"
                        .formatted(files, files, files, files);
        for (int i = 0; i < MOST_LOOKS; i++) {
            Matcher words = LOOK.matcher(ask(line).text().strip());
            if (words.matches()) {
                int exitCode = words.group(1).equals("-") ? -1 : number(words.group(1));
                return new Look(exitCode, number(words.group(2)), number(words.group(3)));
            }
        }
        throw new Broken("the console says other things than it is asked for");
    }

    /// How much of an output's file has been told.
    private final class Told {
        private final Source source;
        private final String path;
        private final ExecOutput output;
        private int bytes;

        Told(Source source, String path, ExecOutput output) {
            this.source = source;
            this.path = path;
            this.output = output;
        }

        /// Tells the next piece of a file of that length.
        ///
        /// @return whether there was one
        boolean next(int length) throws Broken, InterruptedException {
            int end = Math.min(length, MAX_OUTPUT_BYTES);
            if (bytes >= end || !output.wants(source)) {
                return false;
            }
            int number = bytes / PIECE_BYTES;
            int before = number * PIECE_BYTES;
            int wanted = Math.min(PIECE_BYTES, end - before);
            byte[] piece = piece(path, number, wanted);
            output.write(source, Arrays.copyOfRange(piece, bytes - before, wanted));
            bytes = before + wanted;
            return true;
        }

        /// Tells all that there is.
        void rest(int length) throws Broken, InterruptedException {
            boolean more = true;
            while (more) {
                more = next(length);
            }
            if (length > bytes) {
                output.leftOut(source, length - bytes);
            }
        }
    }

    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /// Writes a file, in as many lines as that takes.
    private void write(String path, byte[] content) throws Broken, InterruptedException {
        int at = 0;
        do {
            StringBuilder text = new StringBuilder();
            while (at < content.length && text.length() < LINE_CHARS) {
                appendOctet(text, content[at++]);
            }
            if (ask("printf '" + text + "' >>" + path).exitCode() != 0) {
                throw new Broken("cannot write " + path + "; perhaps there is no room left");
            }
        } while (at < content.length);
    }

    /// One octet in the format of `printf`, between apostrophes; printable ASCII only.
    static void appendOctet(StringBuilder text, byte octet) {
        int value = octet & 0xff;
        switch (value) {
            case '%' -> text.append("%%");
            case '\n' -> text.append("\\n");
            case '\\', '\'', '!' -> text.append(octal(value));
            // No option of printf's.
            case '-' -> text.append(text.isEmpty() ? octal(value) : "-");
            default -> {
                if (value < ' ' || value > '~') {
                    text.append(octal(value));
                } else {
                    text.append((char) value);
                }
            }
        }
    }

    private static String octal(int value) {
        return String.format(Locale.ROOT, "\\%03o", value);
    }

    private byte[] piece(String path, int number, int wanted) throws Broken, InterruptedException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            byte[] octets = decode(ask("show " + path + " " + number).text());
            // A file may have grown since: something in the background has it still.
            if (octets != null && octets.length >= wanted) {
                return Arrays.copyOf(octets, wanted);
            }
        }
        throw new Broken("the console is too noisy: " + path + " does not come through");
    }

    /// Octets from lines of base64 or hexadecimal digits; null if something else is among them.
    private byte @Nullable [] decode(String text) {
        String digits = text.replaceAll("\\s", "");
        try {
            return base64
                    ? Base64.getDecoder().decode(digits)
                    : HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Types a line and waits for its answer.
    private Answer ask(String command) throws Broken, InterruptedException {
        line.lockInterruptibly();
        try {
            String word = SerialLogin.word();
            console.forget();
            console.type("echo %s\"\"b; %s; echo %s\"\"e$?.\n".formatted(word, command, word));
            Pattern pattern =
                    Pattern.compile("(?s)" + word + "b\\n(.*?)" + word + "e(\\d{1,3})\\.");
            Matcher answer = console.await(pattern, System.nanoTime() + LINE_LIMIT.toNanos());
            if (answer == null) {
                throw new Broken("the shell on the serial console does not answer");
            }
            return new Answer(answer.group(1), Integer.parseInt(answer.group(2)));
        } finally {
            line.unlock();
        }
    }

    @Override
    public void close() {
        console.close();
    }
}
