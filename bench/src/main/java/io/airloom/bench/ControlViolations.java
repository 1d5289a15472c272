package io.airloom.bench;

import static io.airloom.bench.Violation.ends;
import static io.airloom.bench.Violation.refused;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.vhost.VhostUserRequest;
import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What can be said wrong on the control socket.
final class ControlViolations {
    private static final String HEADER = "vhost-user, Message Specification, Header";
    private static final String PAYLOAD = "vhost-user, Message Specification, Payload";
    private static final String REQUESTS = "vhost-user, Front-end message types";
    private static final String FEATURES = "virtio 1.3 §2.2, vhost-user SET_FEATURES";
    private static final String PROTOCOL = "vhost-user, Protocol features";
    private static final String RING_STATES = "vhost-user, Ring states";
    private static final String STREAM = "vhost-user, Communication";
    private static final String SIZE = "virtio 1.3 §2.7";
    private static final int RESET_OWNER = 4;
    private static final int GET_CONFIG = 24;
    private static final int SET_CONFIG = 25;

    /// Requests of features that nobody negotiated, which want no reply.
    private static final List<VhostUserRequest> UNASKED =
            List.of(
                    VhostUserRequest.SET_LOG_BASE,
                    VhostUserRequest.SET_LOG_FD,
                    VhostUserRequest.SEND_RARP,
                    VhostUserRequest.NET_SET_MTU,
                    VhostUserRequest.IOTLB_MSG,
                    VhostUserRequest.SET_VRING_ENDIAN,
                    VhostUserRequest.GPU_SET_SOCKET,
                    VhostUserRequest.SET_INFLIGHT_FD,
                    VhostUserRequest.VRING_KICK,
                    VhostUserRequest.ADD_MEM_REG,
                    VhostUserRequest.SET_STATUS);

    /// The same, for whose reply the front end would wait.
    private static final List<VhostUserRequest> UNASKED_WITH_REPLY =
            List.of(
                    VhostUserRequest.GET_INFLIGHT_FD,
                    VhostUserRequest.POSTCOPY_ADVISE,
                    VhostUserRequest.GET_MAX_MEM_SLOTS,
                    VhostUserRequest.GET_STATUS,
                    VhostUserRequest.CREATE_CRYPTO_SESSION);

    private ControlViolations() {}

    static List<Violation> all() {
        List<Violation> all = new ArrayList<>();
        all.addAll(headers());
        all.addAll(payloads());
        all.addAll(requests());
        all.addAll(features());
        all.addAll(queues());
        all.addAll(values());
        all.addAll(streams());
        return all;
    }

    private static List<Violation> headers() {
        return List.of(
                header("version-0", "flags with version 0", Kind.BAD_VERSION, 0, 0),
                header("version-2", "flags with version 2", Kind.BAD_VERSION, 2, 0),
                header("version-3", "flags all ones", Kind.BAD_VERSION, -1, 0),
                header("reply-unasked", "a reply to nothing", Kind.NOT_A_REQUEST, 5, 0),
                header("payload-endless", "2^31 − 1 octets", Kind.PAYLOAD_SIZE, 1, 0x7fffffff),
                header("payload-negative", "2^32 − 1 octets", Kind.PAYLOAD_SIZE, 1, -1),
                header("payload-1025", "one octet too many", Kind.PAYLOAD_SIZE, 1, 1025));
    }

    private static Violation header(String name, String how, Kind kind, int flags, int length) {
        return ends(name, HEADER, how, kind, c -> c.header(FrontEnd.GET_FEATURES, flags, length));
    }

    private static List<Violation> payloads() {
        return List.of(
                payload("get-features-with-payload", FrontEnd.GET_FEATURES, 8),
                payload("set-features-short", FrontEnd.SET_FEATURES, 4),
                payload("set-features-long", FrontEnd.SET_FEATURES, 16),
                payload("set-owner-with-payload", FrontEnd.SET_OWNER, 8),
                payload("vring-num-empty", FrontEnd.SET_VRING_NUM, 0),
                payload("vring-base-short", FrontEnd.SET_VRING_BASE, 7),
                payload("vring-addr-short", FrontEnd.SET_VRING_ADDR, 39),
                payload("vring-kick-short", FrontEnd.SET_VRING_KICK, 4),
                payload("vring-enable-long", FrontEnd.SET_VRING_ENABLE, 12),
                payload("get-config-short", GET_CONFIG, 4));
    }

    private static Violation payload(String name, int request, int length) {
        String how = "%d octets of payload".formatted(length);
        return ends(
                name,
                PAYLOAD,
                how,
                Kind.PAYLOAD_SIZE,
                c -> c.header(request, FrontEnd.VERSION, length));
    }

    private static List<Violation> requests() {
        List<Violation> all = new ArrayList<>();
        for (int code : new int[] {0, 45, 99, -1}) {
            String number = Integer.toUnsignedString(code);
            all.add(
                    ends(
                            "request-" + number,
                            REQUESTS,
                            "a request that does not exist",
                            Kind.UNKNOWN_REQUEST,
                            c -> c.header(code, FrontEnd.VERSION, 8)));
            all.add(
                    refused(
                            "request-" + number + "-acknowledged",
                            PROTOCOL + " REPLY_ACK",
                            "the same, and asks for an acknowledgement",
                            c -> c.expectRefusal(code, 8)));
        }
        for (VhostUserRequest request : UNASKED) {
            all.add(
                    servedOn(
                            name(request),
                            REQUESTS,
                            "of a feature that was not negotiated",
                            c -> c.header(request.code(), FrontEnd.VERSION, 16)));
        }
        for (VhostUserRequest request : UNASKED_WITH_REPLY) {
            all.add(
                    ends(
                            name(request),
                            REQUESTS,
                            "not negotiated, and waits for its reply",
                            Kind.REFUSED_REQUEST,
                            c -> c.header(request.code(), FrontEnd.VERSION, 16)));
        }
        all.add(
                servedOn(
                        "set-config",
                        REQUESTS + ", SET_CONFIG",
                        "writes to a configuration space that there is none of",
                        c -> c.header(SET_CONFIG, FrontEnd.VERSION, 16)));
        all.add(
                servedOn(
                        "get-config-of-nothing",
                        REQUESTS + ", GET_CONFIG",
                        "reads 0 octets of a configuration space that there is none of",
                        c -> {
                            c.header(GET_CONFIG, FrontEnd.VERSION, 12);
                            c.frontEnd().skipReply();
                        }));
        all.add(
                servedOn(
                        "get-config-outside",
                        REQUESTS + ", GET_CONFIG",
                        "reads behind the configuration space",
                        c -> {
                            c.frontEnd().payload().set(Culprit.U32, 0, 0x7fffffff);
                            c.frontEnd().payload().set(Culprit.U32, 4, -1);
                            c.frontEnd().send(GET_CONFIG, FrontEnd.VERSION, 12);
                            c.frontEnd().skipReply();
                        }));
        return all;
    }

    private static String name(VhostUserRequest request) {
        return request.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-unasked";
    }

    private static List<Violation> features() {
        return List.of(
                feature("feature-63", FrontEnd.SET_FEATURES, 1L << 63),
                feature("feature-of-no-device", FrontEnd.SET_FEATURES, 1),
                feature("feature-log-all", FrontEnd.SET_FEATURES, 1L << 26),
                feature("feature-packed-ring", FrontEnd.SET_FEATURES, 1L << 34),
                feature("protocol-feature-63", FrontEnd.SET_PROTOCOL_FEATURES, 1L << 63),
                feature("protocol-feature-in-band", FrontEnd.SET_PROTOCOL_FEATURES, 1L << 14));
    }

    private static Violation feature(String name, int request, long bits) {
        return ends(
                name,
                FEATURES,
                "accepts what was not offered",
                Kind.FEATURES_NOT_OFFERED,
                c -> c.say(request, bits));
    }

    private static List<Violation> queues() {
        return List.of(
                queue("vring-num-queue-2", FrontEnd.SET_VRING_NUM, 2),
                queue("vring-num-queue-max", FrontEnd.SET_VRING_NUM, -1),
                queue("vring-base-queue-2", FrontEnd.SET_VRING_BASE, 2),
                queue("vring-stop-queue-7", FrontEnd.GET_VRING_BASE, 7),
                queue("vring-enable-queue-2", FrontEnd.SET_VRING_ENABLE, 2));
    }

    private static Violation queue(String name, int request, int queue) {
        return ends(
                name,
                REQUESTS,
                "a queue that the device does not have",
                Kind.QUEUE_INDEX,
                c -> c.say(request, 64L << Integer.SIZE | Integer.toUnsignedLong(queue)));
    }

    private static List<Violation> values() {
        List<Violation> all = new ArrayList<>();
        for (long size : new long[] {0, 3, 100, 2048, 1L << 31}) {
            all.add(
                    ends(
                            "ring-of-" + size,
                            SIZE,
                            "a ring size that is no power of two up to 1024",
                            Kind.QUEUE_SIZE,
                            c -> c.say(FrontEnd.SET_VRING_NUM, 0, size)));
        }
        all.add(
                ends(
                        "base-65536",
                        SIZE,
                        "an index of 17 bits",
                        Kind.RING_BASE,
                        c -> c.say(FrontEnd.SET_VRING_BASE, 0, 65536)));
        all.add(
                ends(
                        "enable-2",
                        REQUESTS + ", SET_VRING_ENABLE",
                        "neither on nor off",
                        Kind.BAD_VALUE,
                        c -> c.say(FrontEnd.SET_VRING_ENABLE, 0, 2)));
        all.add(address("descriptors-misaligned", 8, 0, 0, Kind.RING_MISALIGNED));
        all.add(address("available-ring-misaligned", 0, 0, 1, Kind.RING_MISALIGNED));
        all.add(address("used-ring-misaligned", 0, 2, 0, Kind.RING_MISALIGNED));
        all.add(address("descriptors-outside", 1L << 40, 0, 0, Kind.RING_OUTSIDE_MEMORY));
        all.add(address("used-ring-outside", 0, 1L << 40, 0, Kind.RING_OUTSIDE_MEMORY));
        all.add(address("available-ring-outside", 0, 0, 1L << 40, Kind.RING_OUTSIDE_MEMORY));
        all.add(address("ring-over-the-end", 0, 0x7000_0000L, 0, Kind.RING_OUTSIDE_MEMORY));
        return all;
    }

    /// Moves the parts of a running ring.
    private static Violation address(
            String name, long descriptors, long used, long available, Kind kind) {
        return ends(
                name,
                SIZE + ", " + REQUESTS + ", SET_VRING_ADDR",
                "a part of the ring where it cannot be",
                kind,
                c -> {
                    long base = DriverMemory.USER_BASE;
                    MemorySegment payload = c.frontEnd().payload();
                    payload.set(Culprit.U64, 0, 0);
                    payload.set(Culprit.U64, 8, base + c.tx().descriptorsOffset() + descriptors);
                    payload.set(Culprit.U64, 16, base + c.tx().usedOffset() + used);
                    payload.set(Culprit.U64, 24, base + c.tx().availableOffset() + available);
                    payload.set(Culprit.U64, 32, 0);
                    c.frontEnd().tellPayload(FrontEnd.SET_VRING_ADDR, 40);
                });
    }

    private static List<Violation> streams() {
        return List.of(
                servedOn(
                        "owner-twice",
                        REQUESTS + ", SET_OWNER",
                        "takes ownership again and again",
                        c -> {
                            for (int i = 0; i < 100; i++) {
                                c.frontEnd().tellPayload(FrontEnd.SET_OWNER, 0);
                            }
                        }),
                servedOn(
                        "stop-what-is-stopped",
                        RING_STATES,
                        "stops a ring twice",
                        c -> {
                            int base = c.frontEnd().stopRing(GuestDriver.TX);
                            c.frontEnd().stopRing(GuestDriver.TX);
                            c.driver().startRing(GuestDriver.TX, base);
                        }),
                servedOn(
                        "size-of-a-running-ring",
                        RING_STATES,
                        "sets the size of a ring that runs",
                        c -> c.say(FrontEnd.SET_VRING_NUM, 1, 64)),
                servedOn(
                        "one-octet-at-a-time",
                        STREAM,
                        "sends a request in as many pieces as it has octets",
                        c -> {
                            MemorySegment one = c.scratch;
                            one.fill((byte) 0);
                            one.set(Culprit.U32, 0, FrontEnd.GET_FEATURES);
                            one.set(Culprit.U32, 4, FrontEnd.VERSION);
                            for (int i = 0; i < FrontEnd.HEADER_LENGTH; i++) {
                                c.frontEnd().sendRaw(one.asSlice(i), 1);
                            }
                            c.frontEnd().reply(FrontEnd.GET_FEATURES, Long.BYTES);
                        }),
                servedOn(
                        "half-a-header",
                        STREAM,
                        "begins a message and says no more",
                        c -> c.keep(FrontEnd.connect(c.socket())).sendRaw(c.scratch, 5)),
                servedOn(
                        "half-a-payload",
                        STREAM,
                        "announces a payload and does not send it",
                        c -> {
                            c.scratch.set(Culprit.U32, 0, FrontEnd.SET_MEM_TABLE);
                            c.scratch.set(Culprit.U32, 4, FrontEnd.VERSION);
                            c.scratch.set(Culprit.U32, 8, 40);
                            c.keep(FrontEnd.connect(c.socket())).sendRaw(c.scratch, 30);
                        }),
                servedOn(
                        "replies-unread",
                        STREAM,
                        "asks up to 100,000 times and reads no answer",
                        c -> {
                            FrontEnd deaf = c.keep(FrontEnd.connect(c.socket()));
                            c.scratch.fill((byte) 0);
                            c.scratch.set(Culprit.U32, 0, FrontEnd.GET_FEATURES);
                            c.scratch.set(Culprit.U32, 4, FrontEnd.VERSION);
                            for (int i = 0; i < 100_000; i++) {
                                if (deaf.sendNow(c.scratch, FrontEnd.HEADER_LENGTH) < 0) {
                                    break;
                                }
                            }
                        }),
                servedOn(
                        "connect-flood",
                        STREAM,
                        "connects 300 times and goes away at once",
                        c -> {
                            for (int i = 0; i < 300; i++) {
                                FrontEnd.connect(c.socket()).close();
                            }
                        }),
                servedOn(
                        "silent-connections",
                        STREAM,
                        "holds 100 connections without a word",
                        c -> {
                            for (int i = 0; i < 100; i++) {
                                c.keep(FrontEnd.connect(c.socket()));
                            }
                        }),
                servedOn(
                        "reset-owner",
                        REQUESTS + ", RESET_OWNER",
                        "resets everything in mid transfer, and sets it up anew",
                        c -> {
                            c.frontEnd().tellPayload(RESET_OWNER, 0);
                            // Its answer says that the rings are not written any more.
                            c.frontEnd().ask(FrontEnd.GET_FEATURES);
                            c.driver().shareMemory();
                            c.driver().resetRings();
                            c.driver().start(0, 0);
                            c.guest().announce();
                            c.guest().restartCounts();
                        }));
    }
}
