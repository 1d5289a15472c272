package io.airloom.remote;

import static io.airloom.remote.AgentViolation.guest;
import static io.airloom.remote.AgentViolation.stranger;

import io.airloom.ieee80211.MacAddress;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The violations that have a name. Messages are written right first, and one thing in them is made
/// wrong then.
final class AgentViolations {
    static final Secret SECRET = Secret.of("correct horse");

    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int HEADER = 16;
    private static final int TYPE = 4;

    private AgentViolations() {}

    static List<AgentViolation> all() {
        List<AgentViolation> all = new ArrayList<>();
        all.addAll(GreetingViolations.ofHeaders());
        all.addAll(GreetingViolations.ofHello());
        all.addAll(ofProofs());
        all.addAll(ofOrder());
        all.addAll(ofFrames());
        all.addAll(ofTimes());
        all.addAll(ofConduct());
        return all;
    }

    private static List<AgentViolation> ofProofs() {
        return List.of(
                stranger(
                        "proof-wrong",
                        "a proof of another secret",
                        Farewell.NOT_TRUSTED,
                        (a, h) -> {
                            a.proves = false;
                            a.hello("culprit", 66);
                            h.await(() -> a.challenged, "challenge");
                            a.send(WireEncoder.proof(a.out(), 0, a.now(), new byte[32]));
                        }),
                stranger(
                        "proof-replayed",
                        "the proof of an earlier connection",
                        Farewell.NOT_TRUSTED,
                        (a, h) -> {
                            TestAgent before = h.join(h.all.getFirst().door, "before", 65, SECRET);
                            before.send(bye(before));
                            a.proves = false;
                            a.hello("before", 65);
                            h.await(() -> a.challenged, "challenge");
                            a.send(WireEncoder.proof(a.out(), 0, a.now(), before.proof));
                        }),
                stranger(
                        "proof-first",
                        "a proof before HELLO",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.proof(a.out(), 0, 0, new byte[32]))),
                stranger(
                        "frames-for-proof",
                        "frames instead of the proof",
                        Farewell.VIOLATION,
                        (a, h) -> {
                            a.proves = false;
                            a.hello("culprit", 66);
                            h.await(() -> a.challenged, "challenge");
                            a.frame(MacAddress.BROADCAST, 60);
                        }));
    }

    private static List<AgentViolation> ofOrder() {
        List<AgentViolation> order = new ArrayList<>();
        order.add(
                stranger(
                        "frames-first",
                        "frames before HELLO",
                        Farewell.VIOLATION,
                        (a, _) -> a.frame(MacAddress.BROADCAST, 60)));
        order.add(
                stranger(
                        "hello-twice",
                        "HELLO again instead of the proof",
                        Farewell.VIOLATION,
                        (a, _) -> {
                            a.proves = false;
                            a.hello("culprit", 66);
                            a.hello("culprit", 66);
                        }));
        order.add(
                guest(
                        "hello-again",
                        "HELLO after WELCOME",
                        Farewell.VIOLATION,
                        (a, _) -> a.hello("culprit", 66)));
        order.add(
                guest(
                        "proof-again",
                        "PROOF after WELCOME",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.proof(a.out(), 0, 0, new byte[32]))));
        order.add(
                guest(
                        "as-host-challenge",
                        "a CHALLENGE to the host",
                        Farewell.VIOLATION,
                        (a, _) ->
                                a.send(
                                        WireEncoder.challenge(
                                                a.out(),
                                                0,
                                                0,
                                                0,
                                                new byte[16],
                                                new byte[16],
                                                true))));
        order.add(
                guest(
                        "as-host-welcome",
                        "a WELCOME to the host",
                        Farewell.VIOLATION,
                        (a, _) ->
                                a.send(
                                        WireEncoder.welcome(
                                                a.out(), 0, 0, new byte[32], 1, 1, 1, 1))));
        order.add(
                guest(
                        "as-host-ping",
                        "a PING to the host",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.ping(a.out(), 0, 0, 0, 0))));
        order.add(
                guest(
                        "as-host-create",
                        "a CREATE to the host",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.create(a.out(), 0, 0, 1, 2))));
        order.add(
                guest(
                        "as-host-frames",
                        "FRAMES_DOWN to the host",
                        Farewell.VIOLATION,
                        (a, _) -> {
                            a.out().fill((byte) 0);
                            a.out().set(ValueLayout.JAVA_BYTE, HEADER, (byte) 20);
                            header(a, HEADER + 20, MessageType.FRAMES_DOWN);
                        }));
        order.add(
                guest(
                        "created-unasked",
                        "CREATED without CREATE",
                        null,
                        (a, _) -> a.send(WireEncoder.created(a.out(), 0, 0, 9, 0, a.key))));
        return order;
    }

    private static List<AgentViolation> ofFrames() {
        return List.of(
                guest(
                        "frames-none",
                        "FRAMES_UP with nothing in it",
                        Farewell.VIOLATION,
                        (a, _) -> header(a, HEADER, MessageType.FRAMES_UP)),
                guest(
                        "item-short",
                        "a netlink message of 19 octets",
                        Farewell.VIOLATION,
                        (a, _) -> item(a, 19, 60)),
                guest(
                        "item-beyond",
                        "one longer than what carries it",
                        Farewell.VIOLATION,
                        (a, _) -> item(a, 61, 60)),
                guest(
                        "item-all-ones",
                        "one of 2^32 − 1 octets",
                        Farewell.VIOLATION,
                        (a, _) -> item(a, -1, 60)),
                guest(
                        "netlink-garbage",
                        "a netlink message of nonsense",
                        null,
                        (a, _) -> item(a, 60, 60)),
                guest(
                        "keys-of-others",
                        "frames of a radio with a bystander's key",
                        null,
                        (a, h) -> {
                            a.key = h.all.getFirst().key;
                            a.frame(MacAddress.BROADCAST, 60);
                        }),
                guest(
                        "addresses-of-others",
                        "announces a bystander's address",
                        null,
                        (a, h) -> {
                            a.key = h.all.getFirst().key;
                            a.address();
                        }),
                guest(
                        "radios-1000",
                        "a thousand radios",
                        null,
                        (a, h) -> {
                            for (int i = 0; i < 1000; i++) {
                                a.key++;
                                a.address();
                                h.turn();
                            }
                        }));
    }

    private static List<AgentViolation> ofTimes() {
        return List.of(
                guest(
                        "receipt-unsent",
                        "a receipt of what was never sent",
                        null,
                        (a, _) -> receipt(a, a.now() + HOUR_NANOS, a.now(), a.now())),
                guest(
                        "receipt-old",
                        "a receipt of an hour ago",
                        null,
                        (a, _) -> receipt(a, a.now() - HOUR_NANOS, a.now(), a.now())),
                guest(
                        "receipt-backwards",
                        "injected before it was received",
                        null,
                        (a, _) -> receipt(a, a.now(), a.now(), a.now() - HOUR_NANOS)),
                guest(
                        "receipt-extreme",
                        "a receipt with the least and the most number",
                        null,
                        (a, _) -> receipt(a, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE)),
                guest(
                        "receipts-0",
                        "no receipt",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.receipts(a.out(), 0, 0, 0))),
                guest(
                        "receipts-33",
                        "too many receipts",
                        Farewell.VIOLATION,
                        (a, _) -> a.send(WireEncoder.receipts(a.out(), 0, 0, 33))),
                guest(
                        "pong-unasked",
                        "a PONG to a PING of the future",
                        null,
                        (a, _) -> a.send(WireEncoder.pong(a.out(), 0, 0, a.now() + HOUR_NANOS, 0))),
                guest(
                        "clock-jumps",
                        "a clock that jumps by hours, each time",
                        null,
                        (a, h) -> {
                            for (int i = 0; i < 50; i++) {
                                a.clockOffset = (i % 2 == 0 ? i : -i) * HOUR_NANOS;
                                a.frame(MacAddress.BROADCAST, 60);
                                h.turn();
                            }
                        }));
    }

    private static List<AgentViolation> ofConduct() {
        return List.of(
                stranger(
                        "says-nothing",
                        "connects, and says nothing",
                        Farewell.SILENT,
                        (_, _) -> {}),
                stranger(
                        "half-hello",
                        "half a HELLO, and nothing more",
                        Farewell.SILENT,
                        (a, _) -> a.sendOctets(a.out(), helloOctets(a) / 2)),
                guest(
                        "half-message",
                        "half a message, and nothing more",
                        Farewell.SILENT,
                        (a, _) -> {
                            a.answersPings = false;
                            a.sendsReceipts = false;
                            int length = WireEncoder.pong(a.out(), 0, 0, 0, 0);
                            a.send(length / 2);
                        }),
                guest(
                        "goes-silent",
                        "answers no PING",
                        Farewell.SILENT,
                        (a, _) -> a.answersPings = false),
                guest(
                        "floods",
                        "frames without a pause",
                        null,
                        (a, h) -> {
                            for (int i = 0; i < 200; i++) {
                                a.frames(MacAddress.BROADCAST, 40, 50);
                                h.turn();
                            }
                        }));
    }

    static void header(TestAgent agent, int length, int type) {
        MemorySegment out = agent.out();
        out.set(ValueLayout.JAVA_INT_UNALIGNED, 0, length);
        out.set(ValueLayout.JAVA_INT_UNALIGNED, TYPE, type);
        agent.send(Math.clamp(length, HEADER, 200));
    }

    static int helloOctets(TestAgent agent) {
        return WireEncoder.hello(agent.out(), 0, 0, 3, new byte[16], 66, "culprit");
    }

    private static int bye(TestAgent agent) {
        return WireEncoder.bye(agent.out(), 0, 0, Farewell.ENDING, "ends");
    }

    /// A FRAMES_UP with one netlink message that says another length than it has.
    private static void item(TestAgent agent, int saidLength, int length) {
        agent.out().asSlice(HEADER, 8 + length).fill((byte) 0x5a);
        agent.out().set(ValueLayout.JAVA_INT_UNALIGNED, HEADER + 8, saidLength);
        header(agent, HEADER + 8 + length, MessageType.FRAMES_UP);
    }

    private static void receipt(TestAgent agent, long sent, long received, long injected) {
        WireEncoder.receipt(agent.out(), 0, 0, sent, received, injected);
        agent.send(WireEncoder.receipts(agent.out(), 0, agent.now(), 1));
    }
}
