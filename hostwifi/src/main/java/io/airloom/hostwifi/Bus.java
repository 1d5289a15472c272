package io.airloom.hostwifi;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.matchrules.DBusMatchRule;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.jspecify.annotations.Nullable;

/// A connection to a message bus. Calls wait, each with a limit; any thread may call.
///
/// Nothing is started by being called: who does not run is not there.
final class Bus implements AutoCloseable {
    /// What the bus itself answers to.
    static final String NAME = "org.freedesktop.DBus";

    static final String PATH = "/org/freedesktop/DBus";

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    /// How long an answer that came too late is still waited for, to undo what it says.
    private static final Duration LATE_LIMIT = Duration.ofMinutes(5);

    private final DBusConnection connection;

    private Bus(DBusConnection connection) {
        this.connection = connection;
    }

    /// Connects.
    ///
    /// @param address D-Bus address; null for the system bus
    /// @param lost called once, by any thread, if the bus goes away
    /// @throws BusException if there is no bus, or it does not answer
    static Bus open(@Nullable String address, Runnable lost) throws BusException {
        BusLogs.silence();
        String call = "the " + (address == null ? "system bus" : "bus at " + address);
        CompletableFuture<DBusConnection> opening = new CompletableFuture<>();
        Thread.ofVirtual().name("airloom-bus").start(() -> open(address, lost, opening));
        try {
            return new Bus(opening.get(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw BusException.unanswered(call, String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            var _ = opening.whenComplete((late, failure) -> disconnect(late));
            throw BusException.unanswered(call, "it does not answer");
        } catch (InterruptedException e) {
            var _ = opening.whenComplete((late, failure) -> disconnect(late));
            Thread.currentThread().interrupt();
            throw BusException.unanswered(call, "interrupted");
        }
    }

    private static void open(
            @Nullable String address, Runnable lost, CompletableFuture<DBusConnection> opening) {
        try {
            DBusConnectionBuilder builder =
                    address == null
                            ? DBusConnectionBuilder.forSystemBus()
                            : DBusConnectionBuilder.forAddress(address);
            opening.complete(
                    builder.withShared(false).withDisconnectCallback(new Loss(lost)).build());
        } catch (DBusException | DBusExecutionException | IllegalArgumentException e) {
            opening.completeExceptionally(e);
        }
    }

    private record Loss(Runnable lost) implements IDisconnectCallback {
        @Override
        public void disconnectOnError(IOException e) {
            lost.run();
        }
    }

    private static void disconnect(@Nullable DBusConnection connection) {
        if (connection != null) {
            connection.disconnect();
        }
    }

    /// A call to be made.
    ///
    /// @param signature of the arguments; empty if there are none
    record Call(
            String destination,
            String path,
            String interfaceName,
            String member,
            String signature,
            List<Object> arguments) {
        /// Its name, and no argument: they may be keys.
        @Override
        public String toString() {
            return interfaceName.substring(interfaceName.lastIndexOf('.') + 1) + '.' + member;
        }
    }

    /// Calls, and waits at most 5 s.
    ///
    /// @return what is answered, of any type
    /// @throws BusException if it is refused or not answered
    List<Object> call(Call call) throws BusException {
        return call(call, CALL_LIMIT, null);
    }

    /// Calls.
    ///
    /// @param limit at most so long
    /// @param late takes a good answer that comes later than that, on a thread of its own
    /// @throws BusException if it is refused or not answered
    List<Object> call(Call call, Duration limit, @Nullable Consumer<List<Object>> late)
            throws BusException {
        MethodCall message = send(call);
        Message reply = await(message, limit);
        if (reply == null) {
            if (late != null) {
                Thread.ofVirtual().start(() -> awaitLate(call, message, late));
            }
            throw BusException.unanswered(call.toString(), "no answer in time");
        }
        wipe(message);
        return read(call, reply);
    }

    private MethodCall send(Call call) throws BusException {
        try {
            MethodCall message =
                    connection
                            .getMessageFactory()
                            .createMethodCall(
                                    call.destination(),
                                    call.path(),
                                    call.interfaceName(),
                                    call.member(),
                                    Flags.NO_AUTO_START,
                                    call.signature().isEmpty() ? null : call.signature(),
                                    call.arguments().toArray());
            connection.sendMessage(message);
            return message;
        } catch (DBusException | DBusExecutionException | RejectedExecutionException e) {
            // Not its message: that may be about an argument.
            throw BusException.unanswered(call.toString(), e.getClass().getSimpleName());
        }
    }

    private static @Nullable Message await(MethodCall message, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        Message reply = null;
        while (reply == null && left > 0 && !Thread.currentThread().isInterrupted()) {
            reply = message.getReply(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return reply;
    }

    private static void awaitLate(Call call, MethodCall message, Consumer<List<Object>> late) {
        Message reply = await(message, LATE_LIMIT);
        if (reply != null) {
            try {
                late.accept(read(call, reply));
            } catch (BusException e) {
                // Refused: nothing was done.
            }
        }
    }

    /// A message that has been answered has been sent: what it was made of is needed no more.
    private static void wipe(MethodCall message) {
        for (byte[] part : message.getWireData()) {
            if (part != null) {
                Arrays.fill(part, (byte) 0);
            }
        }
    }

    private static List<Object> read(Call call, Message reply) throws BusException {
        try {
            Object[] values = reply.getParameters();
            List<Object> answer = values == null ? List.of() : List.of(values);
            if (reply instanceof Error) {
                throw BusException.refused(
                        call.toString(),
                        String.valueOf(reply.getName()),
                        !answer.isEmpty() && answer.getFirst() instanceof String text ? text : "");
            }
            return answer;
        } catch (DBusException | DBusExecutionException e) {
            throw BusException.odd(call + ": the answer cannot be read");
        }
    }

    /// Who has a name now; null if nobody.
    ///
    /// @throws BusException if the bus does not answer
    @Nullable String owner(String name) throws BusException {
        try {
            String owner = Values.text(first(call(busCall("GetNameOwner", name))));
            return owner.isEmpty() ? null : owner;
        } catch (BusException e) {
            if (e.isUnanswered()) {
                throw e;
            }
            return null;
        }
    }

    /// The number of the process that has a name.
    ///
    /// @throws BusException if nobody has it, or the bus does not say
    long processId(String name) throws BusException {
        return Values.number(first(call(busCall("GetConnectionUnixProcessID", name))));
    }

    private static Call busCall(String member, String name) {
        return new Call(NAME, PATH, NAME, member, "s", List.of(name));
    }

    /// The first value of an answer.
    ///
    /// @throws BusException if there is none
    static Object first(List<Object> answer) throws BusException {
        if (answer.isEmpty()) {
            throw BusException.odd("an empty answer");
        }
        return answer.getFirst();
    }

    /// Hands on all signals of one sender.
    ///
    /// @param sender a unique name (`:1.7`), or the bus's own
    /// @param taker called in order by one thread; returns at once
    /// @return closes it
    /// @throws BusException if the bus does not answer
    AutoCloseable signals(DBusMatchRuleBuilder rule, String sender, Consumer<BusSignal> taker)
            throws BusException {
        DBusMatchRule built = rule.withType("signal").withSender(sender).build();
        try {
            return connection.addGenericSigHandler(built, signal -> take(signal, sender, taker));
        } catch (DBusException | DBusExecutionException | RejectedExecutionException e) {
            throw BusException.unanswered("AddMatch", String.valueOf(e.getMessage()));
        }
    }

    private static void take(DBusSignal signal, String sender, Consumer<BusSignal> taker) {
        // The bus lets anybody send a signal to anybody.
        if (!sender.equals(signal.getSource())) {
            return;
        }
        try {
            Object[] values = signal.getParameters();
            taker.accept(
                    new BusSignal(
                            String.valueOf(signal.getPath()),
                            String.valueOf(signal.getInterface()),
                            String.valueOf(signal.getName()),
                            values == null ? List.of() : List.of(values)));
        } catch (DBusException | DBusExecutionException e) {
            // What cannot be read says nothing.
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
