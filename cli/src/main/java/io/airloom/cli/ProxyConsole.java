package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.ProxyDesk;
import io.airloom.proxy.Authorizer;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.Ssid;
import io.airloom.topology.ProxyOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// A person, or a program, at the standard input of a proxy: gives orders, and says which guests
/// may connect.
final class ProxyConsole implements Authorizer {
    /// For an answer. The host needs what is left of a request's 17 seconds to join the network.
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_ALWAYS = 1024;

    private final Terminal terminal;
    private final boolean json;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. The first question is the one that was asked.
    private final Deque<Question> questions = new ArrayDeque<>();
    private final Set<Visit> always = new HashSet<>();
    private boolean deaf;

    private record Visit(GuestId guest, Ssid ssid) {}

    /// Waits for a word.
    private record Question(Visit visit, ConnectionKind kind, CompletableFuture<Boolean> answer) {}

    ProxyConsole(Terminal terminal, boolean json, Duration limit) {
        this.terminal = terminal;
        this.json = json;
        this.limit = limit;
    }

    /// Does what is written there, line by line.
    ///
    /// @param person whether that is a terminal: then its end, Ctrl-D, is the end of all
    /// @param end is run at `quit`
    void serve(ProxyDesk desk, InputStream in, boolean person, Runnable end) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.strip().equals("quit")) {
                    end.run();
                    return;
                }
                obey(desk, line.strip());
            }
        } catch (IOException e) {
            terminal.complain(
                    "  ! standard input: " + Printable.line(String.valueOf(e.getMessage())));
        }
        stopAsking();
        if (person) {
            end.run();
        }
    }

    private void obey(ProxyDesk desk, String line) {
        if (line.isEmpty() || answered(line)) {
            return;
        }
        if (line.equals("help")) {
            help();
            return;
        }
        ProxyDesk.Answer answer;
        try {
            answer = desk.order(ProxyOrder.parse(line));
        } catch (IllegalArgumentException e) {
            answer = new ProxyDesk.Answer(false, e.getMessage() + " (help shows what there is)");
        }
        if (json) {
            terminal.print(
                    JsonLine.of(
                            "event",
                            "answer",
                            "order",
                            line,
                            "done",
                            answer.isDone(),
                            "text",
                            answer.text()));
        } else if (answer.isDone()) {
            answer.text().lines().forEach(text -> terminal.print("    " + text));
        } else {
            terminal.complain("  ! " + answer.text());
        }
    }

    private void help() {
        terminal.print("    status             guests, and what they are on");
        terminal.print("    networks           what a guest would see");
        terminal.print("    signal SSID DBM    make a made-up network stronger or weaker");
        terminal.print("    disconnect SSID    end guests' connections to a made-up network");
        terminal.print("    quit               end it, as Ctrl-C does");
        terminal.print("  An SSID is text, or hex: and its octets.");
    }

    /// Whether the line answers a question.
    private boolean answered(String line) {
        lock.lock();
        try {
            Question question = questions.peekFirst();
            boolean yes = Set.of("y", "yes", "always").contains(line);
            boolean no = Set.of("n", "no").contains(line);
            if (question == null || !(yes || no)) {
                return false;
            }
            if (line.equals("always") && always.size() < MAX_ALWAYS) {
                always.add(question.visit);
            }
            return question.answer.complete(yes);
        } finally {
            lock.unlock();
        }
    }

    private void stopAsking() {
        lock.lock();
        try {
            deaf = true;
            questions.forEach(question -> question.answer.complete(false));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean mayConnect(GuestId guest, ConnectionKind kind, Ssid ssid)
            throws InterruptedException {
        Question mine = new Question(new Visit(guest, ssid), kind, new CompletableFuture<>());
        lock.lock();
        try {
            if (deaf || always.contains(mine.visit)) {
                return !deaf;
            }
            questions.addLast(mine);
            if (questions.size() == 1) {
                ask(mine);
            }
        } finally {
            lock.unlock();
        }
        try {
            return mine.answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!json) {
                terminal.print("  ? nobody has answered: " + guest + " may not");
            }
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            next(mine);
        }
    }

    private void next(Question done) {
        lock.lock();
        try {
            boolean asked = done.equals(questions.peekFirst());
            questions.remove(done);
            Question waiting = questions.peekFirst();
            if (asked && waiting != null) {
                ask(waiting);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ask(Question question) {
        Visit visit = question.visit;
        boolean joins = question.kind == ConnectionKind.GUEST_DIRECTED;
        if (json) {
            terminal.print(
                    JsonLine.of(
                            "event",
                            "ask",
                            "guest",
                            visit.guest,
                            "ssid",
                            visit.ssid,
                            "joins",
                            joins));
            return;
        }
        terminal.print(
                "  %s may %s connect to %s%s?  y, n or always (%d s)"
                        .formatted(
                                terminal.paint().warn("?"),
                                terminal.paint().bold(visit.guest.toString()),
                                visit.ssid,
                                joins ? ", and this machine join it for that" : "",
                                limit.toSeconds()));
    }
}
