package io.airloom.vwifi;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a control program: an order, an answer, the end. Nobody waits for it; it has
/// three seconds for all of that.
final class ControlSession implements EventLoop.Handler {
    /// Who carries orders out.
    interface Owner {
        /// Does what the order says.
        ///
        /// @return the answer; empty for none
        byte[] carryOut(ControlOrder order);
    }

    /// As long as vwifi-server waits, and makes everybody wait.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// Arguments come in packets of their own, held back by up to 40 ms until the one before is
    /// acknowledged.
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final EventLoop loop;
    private final StreamSocket socket;
    private final ControlDecoder decoder;
    private final Owner owner;
    private final Consumer<ControlSession> whenOver;
    private final EventLoop.Registration registration;
    private final Timer patience;
    private @Nullable Timer silence;
    private final byte[] in = new byte[ControlDecoder.MAX_LENGTH];
    private int length;
    private byte @Nullable [] answer;
    private int sent;
    private boolean open = true;

    /// Takes the socket over.
    ///
    /// @throws LinuxException if it cannot be watched; it is then still the caller's
    ControlSession(
            EventLoop loop,
            StreamSocket socket,
            ControlDecoder decoder,
            Owner owner,
            Consumer<ControlSession> whenOver) {
        this.loop = loop;
        this.socket = socket;
        this.decoder = decoder;
        this.owner = owner;
        this.whenOver = whenOver;
        this.registration = loop.register(socket.fd(), Epoll.IN, this);
        this.patience = loop.schedule(PATIENCE_NANOS, this::close);
    }

    @Override
    public void ready(int events, long nowNanos) {
        try {
            if (answer == null) {
                receive();
            } else if ((events & Epoll.OUT) != 0) {
                send(answer);
            } else {
                drain();
            }
        } catch (LinuxException e) {
            close();
        }
    }

    void close() {
        if (open) {
            open = false;
            patience.cancel();
            hush();
            registration.close();
            socket.close();
            whenOver.accept(this);
        }
    }

    private void receive() {
        int received = socket.receive(in, length, in.length - length);
        if (received != StreamSocket.WOULD_BLOCK) {
            take(received);
        }
    }

    /// Nothing came for a while, unless it has come just now: this thread may have been late.
    private void silent() {
        try {
            int received = socket.receive(in, length, in.length - length);
            if (received == StreamSocket.WOULD_BLOCK) {
                decide(new ControlDecoder.Situation(true, false));
            } else {
                take(received);
            }
        } catch (LinuxException e) {
            close();
        }
    }

    private void take(int received) {
        hush();
        length += received;
        boolean ended = received == 0;
        decide(new ControlDecoder.Situation(false, ended));
        if (open && answer == null) {
            if (ended || length == in.length) {
                close();
            } else {
                silence = loop.schedule(QUIET_NANOS, this::silent);
            }
        }
    }

    private void decide(ControlDecoder.Situation situation) {
        ControlOrder order = decoder.decode(in, length, situation);
        if (order == null) {
            return;
        }
        byte[] reply = owner.carryOut(order);
        if (reply.length == 0) {
            close();
            return;
        }
        answer = reply;
        try {
            send(reply);
        } catch (LinuxException e) {
            close();
        }
    }

    /// Hangs up behind the answer, and closes when the other side has, too: closed earlier, octets
    /// of its that were not read would take the answer with them.
    private void send(byte[] reply) {
        while (sent < reply.length) {
            int n = socket.send(reply, sent, reply.length - sent);
            if (n == StreamSocket.WOULD_BLOCK) {
                registration.interest(Epoll.OUT);
                return;
            }
            sent += n;
        }
        socket.shutdownOutput();
        registration.interest(Epoll.IN);
    }

    private void drain() {
        if (socket.receive(in, 0, in.length) == 0) {
            close();
        }
    }

    private void hush() {
        if (silence != null) {
            silence.cancel();
            silence = null;
        }
    }
}
