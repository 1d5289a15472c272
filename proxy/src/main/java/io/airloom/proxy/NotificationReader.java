package io.airloom.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes a guest's notifications, one connection after the other: one message of each, which must
/// not pause for longer than the driver waits.
final class NotificationReader implements AutoCloseable {
    /// Connections that wait, as in a listener's backlog.
    private static final int BACKLOG = 128;

    private final GuestTimes times;
    private final Consumer<Notification> notified;
    private final Consumer<String> wrong;
    private final BlockingQueue<GuestStream> waiting = new ArrayBlockingQueue<>(BACKLOG);
    private final Thread thread =
            Thread.ofVirtual().name("airloom-guest-notifications").unstarted(this::run);
    private HostAccess.@Nullable Listening listening;

    /// @param notified on the reader's thread
    /// @param wrong a host that breaks a rule, in words; likewise
    NotificationReader(GuestTimes times, Consumer<Notification> notified, Consumer<String> wrong) {
        this.times = times;
        this.notified = notified;
        this.wrong = wrong;
    }

    /// Begins. Called once.
    void listen(HostAccess host) throws IOException {
        listening = host.listen(this::accepted);
        thread.start();
    }

    private void accepted(GuestStream stream) {
        if (!waiting.offer(stream)) {
            stream.close();
        }
    }

    private void run() {
        try {
            while (true) {
                take(waiting.take());
            }
        } catch (InterruptedException closed) {
            waiting.forEach(GuestStream::close);
        }
    }

    private void take(GuestStream accepted) {
        try (GuestStream stream = accepted) {
            Header header =
                    Header.read(MessageReader.read(stream, Header.LENGTH, times.notification()));
            byte[] body = MessageReader.body(stream, header, times.notification());
            switch (AnswerCodec.notification(header, body)) {
                case Decoded.Whole<Notification>(Notification notification) ->
                        notified.accept(notification);
                case Decoded.Malformed<Notification>(String reason, int offset) ->
                        wrong.accept("notification: %s at octet %d".formatted(reason, offset));
            }
        } catch (SocketTimeoutException e) {
            wrong.accept("notification: nothing comes for " + times.notification());
        } catch (IOException e) {
            wrong.accept("notification: " + e.getMessage());
        } catch (IllegalStateException guestIsClosed) {
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        if (listening != null) {
            listening.close();
        }
        thread.interrupt();
    }
}
