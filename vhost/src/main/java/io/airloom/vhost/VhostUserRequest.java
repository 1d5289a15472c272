package io.airloom.vhost;

import io.airloom.linux.ReceivedFds;
import org.jspecify.annotations.Nullable;

/// What a vhost-user front end can ask, with the numbers, payloads and descriptors that go with it
/// ("Vhost-user Protocol", section "Front-end message types").
///
/// A request is either served, or refused: then a front end that asked for an acknowledgement gets
/// a non-zero one, one that waits for a reply which only the feature's owner could give is
/// disconnected (it would wait for ever), and any other is left alone and counted.
public enum VhostUserRequest {
    GET_FEATURES(1, 0, Answer.OWN_REPLY),
    SET_FEATURES(2, 8, Answer.ON_DEMAND),
    SET_OWNER(3, 0, Answer.ON_DEMAND),
    RESET_OWNER(4, 0, Answer.ON_DEMAND),
    SET_MEM_TABLE(5, Size.SELF_DESCRIBED, Answer.ON_DEMAND, Fds.COUNTED),
    SET_LOG_BASE(6, Answer.REFUSED),
    SET_LOG_FD(7, Answer.REFUSED),
    SET_VRING_NUM(8, 8, Answer.ON_DEMAND),
    SET_VRING_ADDR(9, 40, Answer.ON_DEMAND),
    SET_VRING_BASE(10, 8, Answer.ON_DEMAND),
    GET_VRING_BASE(11, 8, Answer.OWN_REPLY),
    SET_VRING_KICK(12, 8, Answer.ON_DEMAND, Fds.ONE_OR_NONE),
    SET_VRING_CALL(13, 8, Answer.ON_DEMAND, Fds.ONE_OR_NONE),
    SET_VRING_ERR(14, 8, Answer.ON_DEMAND, Fds.ONE_OR_NONE),
    GET_PROTOCOL_FEATURES(15, 0, Answer.OWN_REPLY),
    SET_PROTOCOL_FEATURES(16, 8, Answer.ON_DEMAND),
    GET_QUEUE_NUM(17, 0, Answer.OWN_REPLY),
    SET_VRING_ENABLE(18, 8, Answer.ON_DEMAND),
    SEND_RARP(19, Answer.REFUSED),
    NET_SET_MTU(20, Answer.REFUSED),
    SET_BACKEND_REQ_FD(21, 0, Answer.ON_DEMAND, Fds.ONE),
    IOTLB_MSG(22, Answer.REFUSED),
    SET_VRING_ENDIAN(23, Answer.REFUSED),
    GET_CONFIG(24, Size.SELF_DESCRIBED, Answer.OWN_REPLY),
    SET_CONFIG(25, Size.SELF_DESCRIBED, Answer.ON_DEMAND),
    CREATE_CRYPTO_SESSION(26, Answer.REFUSED_REPLY),
    CLOSE_CRYPTO_SESSION(27, Answer.REFUSED),
    POSTCOPY_ADVISE(28, Answer.REFUSED_REPLY),
    POSTCOPY_LISTEN(29, Answer.REFUSED),
    POSTCOPY_END(30, Answer.REFUSED_REPLY),
    GET_INFLIGHT_FD(31, Answer.REFUSED_REPLY),
    SET_INFLIGHT_FD(32, Answer.REFUSED),
    GPU_SET_SOCKET(33, Answer.REFUSED),
    RESET_DEVICE(34, 0, Answer.ON_DEMAND),
    VRING_KICK(35, Answer.REFUSED),
    GET_MAX_MEM_SLOTS(36, Answer.REFUSED_REPLY),
    ADD_MEM_REG(37, Answer.REFUSED),
    REM_MEM_REG(38, Answer.REFUSED),
    SET_STATUS(39, Answer.REFUSED),
    GET_STATUS(40, Answer.REFUSED_REPLY),
    GET_SHARED_OBJECT(41, Answer.REFUSED_REPLY),
    SET_DEVICE_STATE_FD(42, Answer.REFUSED_REPLY),
    CHECK_DEVICE_STATE(43, Answer.REFUSED_REPLY),
    GET_SHMEM_CONFIG(44, Answer.REFUSED_REPLY);

    /// What goes back.
    enum Answer {
        /// A reply of its own, whether `need_reply` is set or not.
        OWN_REPLY,
        /// An acknowledgement if `need_reply` is set.
        ON_DEMAND,
        /// Not served; a non-zero acknowledgement if `need_reply` is set.
        REFUSED,
        /// Not served, and the front end waits for a reply that cannot be given.
        REFUSED_REPLY
    }

    /// How many descriptors come with it.
    enum Fds {
        NONE,
        ONE,
        /// None when bit 8 of the payload says so.
        ONE_OR_NONE,
        /// One for each memory region.
        COUNTED,
        /// Whatever came is closed.
        IGNORED
    }

    /// Payload sizes that are no number.
    static final class Size {
        static final int SELF_DESCRIBED = -1;
        static final int ANY = -2;

        private Size() {}
    }

    private static final VhostUserRequest[] BY_CODE = byCode();

    private final int code;
    private final int payloadSize;
    private final Answer answer;
    private final Fds fds;

    VhostUserRequest(int code, int payloadSize, Answer answer, Fds fds) {
        this.code = code;
        this.payloadSize = payloadSize;
        this.answer = answer;
        this.fds = fds;
    }

    VhostUserRequest(int code, int payloadSize, Answer answer) {
        this(code, payloadSize, answer, Fds.NONE);
    }

    VhostUserRequest(int code, Answer refused) {
        this(code, Size.ANY, refused, Fds.IGNORED);
    }

    /// The number on the wire.
    public int code() {
        return code;
    }

    Answer answer() {
        return answer;
    }

    Fds fds() {
        return fds;
    }

    /// What is wrong with a payload of so many bytes, or null.
    @Nullable VhostViolation checkPayload(int payloadLength) {
        if (payloadSize < 0 || payloadLength == payloadSize) {
            return null;
        }
        return new VhostViolation(
                VhostViolation.Kind.PAYLOAD_SIZE,
                "%s: %d bytes of payload instead of %d"
                        .formatted(this, payloadLength, payloadSize));
    }

    /// What is wrong with the number of descriptors that came along, or null.
    ///
    /// @param number the first eight bytes of the payload
    @Nullable VhostViolation checkDescriptors(long number, ReceivedFds received) {
        int count = received.count();
        int wanted =
                switch (fds) {
                    case NONE -> 0;
                    case ONE -> 1;
                    case ONE_OR_NONE -> (number & VhostUserMessage.NO_DESCRIPTOR) == 0 ? 1 : 0;
                    case COUNTED, IGNORED -> count;
                };
        if (count == wanted && !received.truncated()) {
            return null;
        }
        return new VhostViolation(
                count < wanted
                        ? VhostViolation.Kind.MISSING_DESCRIPTORS
                        : VhostViolation.Kind.UNEXPECTED_DESCRIPTORS,
                "%s: %d descriptors%s instead of %d"
                        .formatted(
                                this,
                                count,
                                received.truncated() ? " and more that were lost" : "",
                                wanted));
    }

    /// The request of this number, or null if there is none.
    public static @Nullable VhostUserRequest of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /// The name of the request with this number, for messages to people.
    static String name(int code) {
        VhostUserRequest request = of(code);
        return request == null ? "request " + Integer.toUnsignedString(code) : request.name();
    }

    private static VhostUserRequest[] byCode() {
        VhostUserRequest[] table = new VhostUserRequest[values().length + 1];
        for (VhostUserRequest request : values()) {
            table[request.code] = request;
        }
        return table;
    }
}
