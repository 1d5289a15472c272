package io.airloom.vhost;

import static io.airloom.vhost.VhostUserMessage.HEADER_LENGTH;
import static io.airloom.vhost.VhostViolation.Kind;

import io.airloom.linux.EventFd;
import io.airloom.linux.EventLoop;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One front end's connection: the requests of the vhost-user protocol on behalf of one
/// [VirtioDevice]. On the loop's thread only.
///
/// It ends with the connection, or by a [VhostViolation]. A violation found while another guest's
/// frame is on its way only dooms the session; it is taken down between frames ([Sessions#work]).
final class VhostUserSession implements ControlChannel.Receiver, QueueSet.Owner {
    private static final long TRANSPORT_FEATURES =
            VhostUserMessage.FEATURE_VERSION_1
                    | VhostUserMessage.FEATURE_PROTOCOL_FEATURES
                    | VhostUserMessage.FEATURE_INDIRECT_DESCRIPTORS
                    | VhostUserMessage.FEATURE_EVENT_INDEX;
    private static final long PROTOCOL_FEATURES =
            VhostUserMessage.PROTOCOL_MULTIPLE_QUEUES
                    | VhostUserMessage.PROTOCOL_REPLY_ACK
                    | VhostUserMessage.PROTOCOL_BACKEND_REQUEST;
    private static final long ACKNOWLEDGED = 0;
    private static final long REFUSED = 1;

    private final GuestConnection connection;
    private final VirtioDevice device;
    private final Sessions sessions;
    private final SessionListener listener;
    private final QueueSet queues;
    private final ControlChannel channel;
    private @Nullable EventFd backendRequests;
    private @Nullable VhostViolation doom;
    private boolean open = true;
    private boolean waiting;

    /// Takes the socket over and begins.
    VhostUserSession(
            EventLoop loop,
            UnixSocket socket,
            GuestConnection connection,
            VirtioDevice device,
            Sessions sessions,
            SessionListener listener) {
        this.connection = connection;
        this.device = device;
        this.sessions = sessions;
        this.listener = listener;
        this.queues = new QueueSet(loop, device, connection.counters(), this);
        this.channel = new ControlChannel(loop, socket, this);
        sessions.add(this);
        listener.connected(connection);
    }

    GuestConnection connection() {
        return connection;
    }

    boolean isOpen() {
        return open;
    }

    /// Handles what the front end has sent, if anything: then it is known whether it is still
    /// there.
    void look(long nowNanos) {
        channel.ready(0, nowNanos);
    }

    /// Ends the session, at once.
    void end(SessionEnd end) {
        if (!open) {
            return;
        }
        open = false;
        SessionEnd known = end;
        if (end instanceof SessionEnd.Violated) {
            VhostViolation truncation = queues.memory().truncation();
            known = truncation == null ? end : new SessionEnd.Violated(truncation);
        }
        channel.close();
        queues.close();
        device.detached();
        if (backendRequests != null) {
            backendRequests.close();
        }
        sessions.ended(this, known);
        listener.disconnected(connection, known);
    }

    // ---- work that is put off
    // ----------------------------------------------------------------------

    @Override
    public void later() {
        if (!waiting && open) {
            waiting = true;
            sessions.later(this);
        }
    }

    @Override
    public void doom(VhostViolation violation) {
        if (doom == null) {
            doom = violation;
            later();
        }
    }

    /// Does what was put off.
    void work(long nowNanos) {
        waiting = false;
        VhostViolation reason = doom;
        if (reason != null) {
            end(new SessionEnd.Violated(reason));
        } else if (open) {
            queues.work(nowNanos);
        }
    }

    QueueSet queues() {
        return queues;
    }

    @Override
    public void serving() {
        sessions.serving(this);
    }

    @Override
    public void ready() {
        listener.ready(connection);
    }

    // ---- messages
    // ---------------------------------------------------------------------------------

    @Override
    public void message(int code, int flags, int payloadLength) {
        sessions.serving(this);
        connection.counters().increment(SessionCounter.REQUESTS);
        VhostUserRequest request = VhostUserRequest.of(code);
        boolean needReply = (flags & VhostUserMessage.NEED_REPLY) != 0;
        VhostViolation violation = checkFlags(code, flags);
        if (violation == null) {
            violation =
                    request == null
                            ? refuse(code, needReply, true)
                            : serve(request, payloadLength, needReply);
        }
        if (violation != null) {
            end(new SessionEnd.Violated(violation));
        }
    }

    @Override
    public void tooLong(int code, long payloadLength) {
        end(
                new SessionEnd.Violated(
                        new VhostViolation(
                                Kind.PAYLOAD_SIZE,
                                "%s: %d bytes of payload, no message has more than %d"
                                        .formatted(
                                                VhostUserRequest.name(code),
                                                payloadLength,
                                                VhostUserMessage.MAX_PAYLOAD_LENGTH))));
    }

    @Override
    public void ended(SessionEnd end) {
        end(end);
    }

    private static @Nullable VhostViolation checkFlags(int code, int flags) {
        if ((flags & VhostUserMessage.VERSION_MASK) != VhostUserMessage.VERSION) {
            return new VhostViolation(
                    Kind.BAD_VERSION,
                    "%s: flags 0x%x: the version must be 1"
                            .formatted(VhostUserRequest.name(code), flags));
        }
        if ((flags & VhostUserMessage.REPLY) != 0) {
            return new VhostViolation(
                    Kind.NOT_A_REQUEST,
                    "%s: flags 0x%x: a reply, but nothing was asked"
                            .formatted(VhostUserRequest.name(code), flags));
        }
        return null;
    }

    private @Nullable VhostViolation serve(
            VhostUserRequest request, int payloadLength, boolean needReply) {
        VhostUserRequest.Answer answer = request.answer();
        if (answer == VhostUserRequest.Answer.REFUSED) {
            return refuse(request.code(), needReply, false);
        }
        if (answer == VhostUserRequest.Answer.REFUSED_REPLY) {
            return refuse(request.code(), needReply, true);
        }
        VhostViolation violation = request.checkPayload(payloadLength);
        if (violation == null) {
            violation = request.checkDescriptors(channel.number(), channel.fds());
        }
        if (violation == null) {
            violation = apply(request, payloadLength);
        }
        if (needReply && answer == VhostUserRequest.Answer.ON_DEMAND) {
            channel.reply(request.code(), violation == null ? ACKNOWLEDGED : REFUSED);
        }
        return violation;
    }

    private @Nullable VhostViolation refuse(int code, boolean needReply, boolean replyExpected) {
        connection.counters().increment(SessionCounter.REFUSED_REQUESTS);
        if (needReply) {
            channel.reply(code, REFUSED);
            return null;
        }
        if (!replyExpected) {
            return null;
        }
        return new VhostViolation(
                VhostUserRequest.of(code) == null ? Kind.UNKNOWN_REQUEST : Kind.REFUSED_REQUEST,
                VhostUserRequest.name(code)
                        + " is not served, and the front end would wait for its reply for ever");
    }

    private @Nullable VhostViolation apply(VhostUserRequest request, int payloadLength) {
        switch (request) {
            case GET_FEATURES ->
                    channel.reply(request.code(), TRANSPORT_FEATURES | device.features());
            case SET_FEATURES -> {
                return acceptFeatures(request);
            }
            case GET_PROTOCOL_FEATURES -> channel.reply(request.code(), protocolFeatures());
            case SET_PROTOCOL_FEATURES -> {
                return checkOffered(request, protocolFeatures());
            }
            case GET_QUEUE_NUM -> channel.reply(request.code(), queues.count());
            case SET_OWNER -> {}
            case RESET_OWNER, RESET_DEVICE -> queues.reset();
            case SET_BACKEND_REQ_FD -> {
                return keepBackendRequests(channel.fds().take(0));
            }
            case SET_MEM_TABLE -> {
                return replaceMemory(payloadLength);
            }
            case GET_CONFIG -> {
                return replyConfig(payloadLength);
            }
            case SET_CONFIG ->
                    // No device of ours has a field that a driver may write: accepted, ignored,
                    // counted.
                    connection.counters().increment(SessionCounter.REFUSED_REQUESTS);
            default -> {
                return applyToQueue(request);
            }
        }
        return null;
    }

    private @Nullable VhostViolation applyToQueue(VhostUserRequest request) {
        long index =
                request.fds() == VhostUserRequest.Fds.ONE_OR_NONE
                        ? channel.number() & VhostUserMessage.QUEUE_INDEX_MASK
                        : Integer.toUnsignedLong(channel.u32(VhostUserMessage.STATE_INDEX_OFFSET));
        if (index >= queues.count()) {
            return new VhostViolation(
                    Kind.QUEUE_INDEX,
                    "%s: queue %d, but the device has %d"
                            .formatted(request, index, queues.count()));
        }
        VirtioQueue queue = queues.get((int) index);
        int value = channel.u32(VhostUserMessage.STATE_NUMBER_OFFSET);
        return switch (request) {
            case SET_VRING_NUM -> queues.configure(queue, ring -> ring.resize(value));
            case SET_VRING_BASE -> queues.configure(queue, ring -> ring.rebase(value));
            case SET_VRING_ADDR -> queues.configure(queue, this::place);
            case SET_VRING_ENABLE -> queues.enable(queue, value);
            case GET_VRING_BASE -> replyBase(queue);
            case SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR -> takeDescriptor(request, queue);
            default -> throw new IllegalStateException("no rule for " + request);
        };
    }

    private @Nullable VhostViolation acceptFeatures(VhostUserRequest request) {
        VhostViolation violation = checkOffered(request, TRANSPORT_FEATURES | device.features());
        return violation != null ? violation : queues.acceptFeatures(channel.number());
    }

    private @Nullable VhostViolation checkOffered(VhostUserRequest request, long offered) {
        long accepted = channel.number();
        if ((accepted & ~offered) == 0) {
            return null;
        }
        return new VhostViolation(
                Kind.FEATURES_NOT_OFFERED,
                "%s: 0x%x, of which 0x%x was not offered"
                        .formatted(request, accepted, accepted & ~offered));
    }

    private @Nullable VhostViolation replaceMemory(int payloadLength) {
        GuestMemory.Outcome outcome =
                GuestMemory.map(channel.payload(), HEADER_LENGTH, payloadLength, channel.fds());
        return outcome.memory() == null
                ? outcome.violation()
                : queues.replaceMemory(outcome.memory());
    }

    private @Nullable VhostViolation place(SplitQueue ring) {
        return ring.place(
                channel.u64(VhostUserMessage.ADDRESS_DESCRIPTORS_OFFSET),
                channel.u64(VhostUserMessage.ADDRESS_AVAILABLE_OFFSET),
                channel.u64(VhostUserMessage.ADDRESS_USED_OFFSET));
    }

    private @Nullable VhostViolation takeDescriptor(VhostUserRequest request, VirtioQueue queue) {
        Fd fd = channel.fds().count() == 0 ? null : channel.fds().take(0);
        try {
            if (request == VhostUserRequest.SET_VRING_CALL) {
                queue.call(fd);
            } else if (request == VhostUserRequest.SET_VRING_ERR) {
                queue.error(fd);
            } else if (fd == null) {
                return new VhostViolation(
                        Kind.MISSING_DESCRIPTORS,
                        "SET_VRING_KICK: queue %d without descriptor: rings are not polled"
                                .formatted(queue.index()));
            } else {
                queue.kick(fd);
            }
        } catch (LinuxException e) {
            if (fd != null) {
                fd.close();
            }
            return new VhostViolation(
                    Kind.BAD_DESCRIPTOR_KIND,
                    "%s: queue %d: %s".formatted(request, queue.index(), e.getMessage()));
        }
        return queues.update();
    }

    /// Nothing is ever sent there, but UML sees to it that it stays open.
    private @Nullable VhostViolation keepBackendRequests(Fd fd) {
        try {
            EventFd kept = EventFd.adoptToSignal(fd);
            if (backendRequests != null) {
                backendRequests.close();
            }
            backendRequests = kept;
            return null;
        } catch (LinuxException e) {
            fd.close();
            return new VhostViolation(
                    Kind.BAD_DESCRIPTOR_KIND, "SET_BACKEND_REQ_FD: " + e.getMessage());
        }
    }

    private @Nullable VhostViolation replyBase(VirtioQueue queue) {
        int base = queues.stop(queue);
        // A vring state: the queue in the lower half, the index in the upper.
        long state = Integer.toUnsignedLong(base) << 32 | queue.index();
        channel.reply(VhostUserRequest.GET_VRING_BASE.code(), state);
        return null;
    }

    /// An empty reply says that the range is empty or not in the configuration space.
    private @Nullable VhostViolation replyConfig(int payloadLength) {
        int prefix = VhostUserMessage.CONFIG_BYTES_OFFSET;
        if (payloadLength < prefix) {
            return new VhostViolation(
                    Kind.PAYLOAD_SIZE,
                    "GET_CONFIG: %d bytes of payload, at least %d"
                            .formatted(payloadLength, prefix));
        }
        long offset = Integer.toUnsignedLong(channel.u32(VhostUserMessage.CONFIG_OFFSET_OFFSET));
        long size = Integer.toUnsignedLong(channel.u32(VhostUserMessage.CONFIG_SIZE_OFFSET));
        if (size == 0
                || size > VhostUserMessage.MAX_CONFIG_LENGTH
                || offset + size > device.configLength()) {
            channel.replyPayload(VhostUserRequest.GET_CONFIG.code(), 0);
            return null;
        }
        MemorySegment reply = channel.replyPayload();
        MemorySegment.copy(channel.payload(), HEADER_LENGTH, reply, HEADER_LENGTH, prefix);
        device.readConfig((int) offset, reply, (long) HEADER_LENGTH + prefix, (int) size);
        channel.replyPayload(VhostUserRequest.GET_CONFIG.code(), prefix + (int) size);
        return null;
    }

    private long protocolFeatures() {
        return PROTOCOL_FEATURES
                | (device.configLength() > 0 ? VhostUserMessage.PROTOCOL_CONFIG : 0);
    }
}
