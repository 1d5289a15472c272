package io.airloom.machine;

import io.airloom.image.Printable;
import io.airloom.topology.Login;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// Gets from whatever a serial console shows to a shell of root that does what is typed and shows
/// nothing else.
///
/// ```
///   "… login: "      the user's name                  "Password: "   the password
///   "press Enter"    Enter                            "… # "         a question that a shell answers
///   nothing for long Enter, so that what has scrolled away is shown again
/// ```
///
/// A shell that answers is replaced by one without prompt, line editing, history and echo: a loop
/// that reads a line and does it.
final class SerialLogin {
    private static final Pattern LOGIN = Pattern.compile("(?i)\\blogin: ?$");
    private static final Pattern PASSWORD = Pattern.compile("(?i)\\bpassword[^\\n]{0,40}: ?$");
    private static final Pattern PROMPT = Pattern.compile("[#$%>~] ?$");
    private static final Pattern ENTER = Pattern.compile("(?i)press enter[^\\n]*\\n?$");
    private static final Pattern REFUSED =
            Pattern.compile("(?i)login incorrect|login failed|authentication failure");
    private static final Pattern CHANGE =
            Pattern.compile("(?i)(new password|change your password|password has expired)");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final Duration FIRST_NUDGE = Duration.ofSeconds(3);
    private static final Duration LAST_NUDGE = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /// Names may be asked for twice, where an Enter of ours was taken for one.
    private static final int MOST_TRIES = 3;

    private static final int LAST_CHARS = 160;

    private final ConsoleText console;
    private final Login login;
    private long nudgeNanos = FIRST_NUDGE.toNanos();
    private int names;
    private boolean answered;

    SerialLogin(ConsoleText console, Login login) {
        this.console = console;
        this.login = login;
    }

    /// Whether the console asks for a name, a password or a command, or for Enter.
    boolean asks() {
        String text = console.text();
        boolean settled = console.quietNanos() > SETTLED.toNanos();
        return LOGIN.matcher(text).find()
                || ENTER.matcher(text).find()
                || (settled && PROMPT.matcher(text).find());
    }

    /// Goes on until there is such a shell.
    ///
    /// @return whether there is one in time
    /// @throws GuestCommands.Broken if there never will be one
    boolean run(long endNanos) throws GuestCommands.Broken, InterruptedException {
        while (System.nanoTime() - endNanos < 0) {
            if (step(endNanos)) {
                return true;
            }
            console.await(NOTHING, Math.min(endNanos, System.nanoTime() + LOOK.toNanos()));
        }
        return false;
    }

    /// Answers what the console shows now.
    ///
    /// @return whether the shell is there
    private boolean step(long endNanos) throws GuestCommands.Broken, InterruptedException {
        String text = console.text();
        boolean settled = console.quietNanos() > SETTLED.toNanos();
        if (answered && REFUSED.matcher(text).find()) {
            throw new GuestCommands.Broken(
                    "the serial console refuses %s; say login: {user: NAME, password: WORD}"
                            .formatted(login));
        }
        if (answered && CHANGE.matcher(text).find()) {
            throw new GuestCommands.Broken(
                    "the system wants a new password for " + login.user() + "; set one first");
        }
        if (LOGIN.matcher(text).find()) {
            names++;
            if (names > MOST_TRIES) {
                throw new GuestCommands.Broken(
                        "the serial console asks for a name again and again; tried " + login);
            }
            answer(login.user());
        } else if (names > 0 && PASSWORD.matcher(text).find()) {
            answered = true;
            answer(login.password());
        } else if (ENTER.matcher(text).find()) {
            answer("");
        } else if (settled && PROMPT.matcher(text).find()) {
            return takeOver(endNanos);
        } else if (console.quietNanos() > nudgeNanos) {
            nudgeNanos = Math.min(2 * nudgeNanos, LAST_NUDGE.toNanos());
            console.type("\n");
        }
        return false;
    }

    private void answer(String line) throws GuestCommands.Broken, InterruptedException {
        console.forget();
        console.type(line + "\n");
    }

    /// Asks whether this is a shell, and replaces it.
    private boolean takeOver(long endNanos) throws GuestCommands.Broken, InterruptedException {
        String word = word();
        answer("echo " + word + "\"\"0");
        if (console.await(Pattern.compile(word + "0"), soon(endNanos)) == null) {
            return false;
        }
        String other = word();
        // An old shell's echo and prompt are gone when the new one's word comes.
        answer(
                "u=; [ \"$(id -u)\" = 0 ] || u='sudo -n'; $u sh -c"
                        + " 'stty -echo -opost 2>/dev/null; dmesg -n 1 2>/dev/null; echo "
                        + other
                        + "\"\"1; while IFS= read -r l; do eval \"$l\"; done'");
        if (console.await(Pattern.compile(other + "1"), soon(endNanos)) != null) {
            return true;
        }
        throw new GuestCommands.Broken(
                "the shell of "
                        + login.user()
                        + " does not give root's: it says "
                        + Printable.quoted(lastWords(console.text()))
                        + "; log in as root, or allow that user sudo without a password");
    }

    private static String lastWords(String text) {
        String words = text.strip();
        return words.substring(Math.max(0, words.length() - LAST_CHARS));
    }

    private static long soon(long endNanos) {
        return Math.min(endNanos, System.nanoTime() + ANSWER.toNanos());
    }

    /// A word that nobody else says. It is typed in two parts, so that an echo is not taken for it.
    static String word() {
        return "air" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
