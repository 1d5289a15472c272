package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.AirEvent;
import io.airloom.lab.LabReport;
import io.airloom.remote.AgentInfo;
import io.airloom.remote.AgentListener;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vwifi.VwifiListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Says who comes and goes on an air, on a thread of its own: the air's must not wait for a
/// terminal. To a person in words, to a program as [AirEvent]s.
final class AirVoice implements SessionListener, AutoCloseable {
    /// How old what a program knows may be.
    private static final long REPORT_MILLIS = 250;

    private final Terminal terminal;
    private final boolean events;
    private final ExecutorService printer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("airloom-print").factory());
    private String lastCarried = "";
    private String lastGuests = "";

    /// @param events for a program
    AirVoice(Terminal terminal, boolean events) {
        this.terminal = terminal;
        this.events = events;
    }

    /// The air listens. A program is told from here on what it carries.
    void listening(AirThread air) {
        if (events) {
            tell(new AirEvent.Listening());
            Thread.ofPlatform().daemon().name("airloom-report").start(() -> reportOn(air));
        }
    }

    private void reportOn(AirThread air) {
        try {
            while (!printer.isShutdown()) {
                TimeUnit.MILLISECONDS.sleep(REPORT_MILLIS);
                report(air);
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            // The air is closed: what is left to say was said.
            Thread.currentThread().interrupt();
        }
    }

    /// Serves the program that started this one: a line of it asks what was carried, its end is the
    /// end of the air.
    ///
    /// @param air whose thread's end is `owner`
    void serve(AirThread air, InputStream in, Thread owner) {
        Thread.ofPlatform()
                .daemon()
                .name("airloom-owner")
                .start(() -> {
                    try {
                        for (int octet = in.read(); octet >= 0; octet = in.read()) {
                            if (octet == '\n') {
                                tell(new AirEvent.Carried(LabReport.Medium.of(air)));
                            }
                        }
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    owner.interrupt();
                });
    }

    /// A frame in words, for people: a program asks for frames at the control socket.
    void frame(String line) {
        if (!events) {
            terminal.print(line);
        }
    }

    private synchronized void report(AirThread air) {
        String carried = new AirEvent.Carried(LabReport.Medium.of(air)).json();
        if (!carried.equals(lastCarried)) {
            lastCarried = carried;
            terminal.print(carried);
        }
        String guests = new AirEvent.Guests(air.guests()).json();
        if (!guests.equals(lastGuests)) {
            lastGuests = guests;
            terminal.print(guests);
        }
    }

    /// The air is about to end: says the rest.
    void finish(AirThread air) throws InterruptedException {
        printer.shutdown();
        printer.awaitTermination(1, TimeUnit.SECONDS);
        if (events) {
            report(air);
        }
    }

    private void tell(AirEvent event) {
        later(event.json());
    }

    private void say(String mark, String text) {
        if (!terminal.isQuiet()) {
            later("  " + mark + " " + Printable.line(text));
        }
    }

    /// Tells a person, and nobody else, of vwifi's clients and spies.
    VwifiListener vwifi() {
        return events ? VwifiListener.NONE : new VwifiVoice();
    }

    /// Tells of guests with an agent.
    AgentListener agents() {
        return new AgentVoice();
    }

    /// A guest has come that has no connection.
    ///
    /// @param what it brought, for people
    void joined(String name, String what) {
        if (events) {
            tell(new AirEvent.Ready(name));
        } else {
            say("✓", name + ", with " + what + ", is on the air");
        }
    }

    /// A guest without a connection has left.
    void left(String name, String reason) {
        if (events) {
            tell(new AirEvent.Ended(name, false, reason));
        } else {
            say("-", name + " is gone: " + reason);
        }
    }

    private void later(String line) {
        try {
            printer.execute(() -> terminal.print(line));
        } catch (RejectedExecutionException e) {
            // The air is about to end; nobody needs to know who leaves it now.
            return;
        }
    }

    @Override
    public void connected(GuestConnection connection) {
        if (!events) {
            say("+", connection + " has connected");
        }
    }

    @Override
    public void ready(GuestConnection connection) {
        if (events) {
            tell(new AirEvent.Ready(connection.name()));
        } else {
            say("✓", connection.name() + " is on the air");
        }
    }

    @Override
    public void disconnected(GuestConnection connection, SessionEnd end) {
        if (events) {
            boolean violation = end instanceof SessionEnd.Violated;
            tell(new AirEvent.Ended(connection.name(), violation, end.reason()));
        } else {
            say("-", connection.name() + " is gone: " + end.reason());
        }
    }

    @Override
    public void refused(String reason) {
        if (events) {
            tell(new AirEvent.Refused(reason));
        } else {
            say("!", "refused: " + reason);
        }
    }

    @Override
    public void close() {
        printer.shutdownNow();
    }

    private final class AgentVoice implements AgentListener {
        @Override
        public void arrived(AgentInfo agent) {
            if (events) {
                tell(new AirEvent.Ready(agent.name()));
            } else {
                say("✓", agent + " is on the air");
            }
        }

        @Override
        public void left(AgentInfo agent, String reason) {
            if (events) {
                tell(new AirEvent.Ended(agent.name(), false, reason));
            } else {
                say("-", agent + " is gone: " + reason);
            }
        }

        @Override
        public void refused(String reason) {
            AirVoice.this.refused(reason);
        }
    }

    private final class VwifiVoice implements VwifiListener {
        @Override
        public void connected(String name) {
            say("✓", name + " is on the air");
        }

        @Override
        public void disconnected(String name, String reason, boolean violation) {
            say("-", name + " is gone: " + reason);
        }

        @Override
        public void noted(String text) {
            say("!", text);
        }
    }
}
