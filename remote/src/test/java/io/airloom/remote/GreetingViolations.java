package io.airloom.remote;

import static io.airloom.remote.AgentViolation.guest;
import static io.airloom.remote.AgentViolation.stranger;

import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageType;
import io.airloom.wire.WireEncoder;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Violations of what every message begins with, and of HELLO.
final class GreetingViolations {
    private static final int RESERVED = 6;

    private GreetingViolations() {}

    static List<AgentViolation> ofHeaders() {
        return List.of(
                stranger(
                        "length-0",
                        "a message of no octets",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, 0, MessageType.HELLO)),
                stranger(
                        "length-15",
                        "a message shorter than its header",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, 15, MessageType.HELLO)),
                stranger(
                        "length-8193",
                        "a message longer than any",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, 8193, MessageType.HELLO)),
                stranger(
                        "length-all-ones",
                        "a length of 2^32 − 1",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, -1, MessageType.HELLO)),
                stranger(
                        "type-0",
                        "a type that there is not",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, AgentProtocol.HEADER_LENGTH, 0)),
                stranger(
                        "type-13",
                        "another one",
                        Farewell.VIOLATION,
                        (a, _) -> AgentViolations.header(a, AgentProtocol.HEADER_LENGTH, 13)),
                guest(
                        "reserved-set",
                        "octets that must be 0 are not",
                        Farewell.VIOLATION,
                        (a, _) -> {
                            int length = WireEncoder.pong(a.out(), 0, a.now(), 0, 0);
                            a.out().set(ValueLayout.JAVA_BYTE, RESERVED, (byte) 1);
                            a.send(length);
                        }),
                guest(
                        "length-of-type",
                        "a PONG that is an octet too long",
                        Farewell.VIOLATION,
                        (a, _) -> {
                            int length = WireEncoder.pong(a.out(), 0, a.now(), 0, 0);
                            a.out().set(ValueLayout.JAVA_BYTE, 0, (byte) (length + 1));
                            a.send(length + 1);
                        }));
    }

    static List<AgentViolation> ofHello() {
        return List.of(
                stranger(
                        "bad-magic",
                        "a HELLO without the magic octets",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 16, 0)),
                stranger(
                        "version-0",
                        "a least version of 0",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 32, 0)),
                stranger(
                        "versions-swapped",
                        "a least version above the most",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 32, 9)),
                stranger(
                        "version-unknown",
                        "versions 2 to 3 only",
                        Farewell.VERSION,
                        (a, _) -> {
                            int length = AgentViolations.helloOctets(a);
                            a.out().set(ValueLayout.JAVA_BYTE, 32, (byte) 2);
                            a.out().set(ValueLayout.JAVA_BYTE, 34, (byte) 3);
                            a.send(length);
                        }),
                stranger("name-empty", "no name", Farewell.VIOLATION, (a, _) -> hello(a, 64, 0)),
                stranger(
                        "name-too-long",
                        "a name of 65 octets",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 64, 65)),
                stranger(
                        "name-control",
                        "a name that moves the cursor",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 66, 27)),
                stranger(
                        "name-cut",
                        "a name shorter than it says",
                        Farewell.VIOLATION,
                        (a, _) -> hello(a, 64, 40)));
    }

    private static void hello(TestAgent agent, int at, int octet) {
        int length = AgentViolations.helloOctets(agent);
        agent.out().set(ValueLayout.JAVA_BYTE, at, (byte) octet);
        agent.send(length);
    }
}
