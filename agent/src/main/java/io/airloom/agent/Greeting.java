package io.airloom.agent;

import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Handshake;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import io.airloom.wire.WireProblem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The agent's side of the handshake ([AgentProtocol]): HELLO, and what follows up to WELCOME.
///
/// An agent that was given a secret lets nobody else than a host that knows it have its radios: a
/// host that wants no proof, and so gives none, is refused.
final class Greeting {
    private static final int FIRST_LOOKS = 1;
    private static final int MOST_LOOKS = 4;
    private static final int SEND_MILLIS = 1000;

    private final Identity identity;
    private final @Nullable Secret secret;
    private final AgentClock clock;
    private final MemorySegment memory = Arena.ofAuto().allocate(AgentProtocol.MAX_LENGTH, 8);

    /// What an agent says of itself.
    ///
    /// @param boot a number of the guest's present boot
    record Identity(String name, long boot, int capabilities) {}

    /// What the host says to one that it takes.
    ///
    /// @param place the agent's number, for addresses of radios
    /// @param radiosWanted how many radios the guest is to have at least
    /// @param verdictNanos how long a frame may be without a verdict
    /// @param silenceMillis how long a host may be silent
    record Welcome(int place, int radiosWanted, long verdictNanos, long silenceMillis) {}

    Greeting(Identity identity, @Nullable Secret secret, AgentClock clock) {
        this.identity = identity;
        this.secret = secret;
        this.clock = clock;
    }

    /// Greets the host. On a line HELLO is repeated, with growing pauses, for as long as it takes;
    /// a connection is ended by somebody else if it takes too long.
    ///
    /// @throws AgentException if they do not come together
    Welcome greet(HostLink link, MessageStream stream) {
        byte[] nonce = Random.octets(AgentProtocol.NONCE_LENGTH);
        Handshake handshake = new Handshake();
        hello(link, nonce, handshake);
        boolean proven = false;
        boolean challenged = false;
        int looks = FIRST_LOOKS;
        int left = looks;
        while (true) {
            WireMessage message = next(link, stream);
            if (message == null) {
                if (--left <= 0) {
                    looks = Math.min(2 * looks, MOST_LOOKS);
                    left = looks;
                    challenged = false;
                    proven = false;
                    hello(link, nonce, handshake);
                }
            } else if (message.type() == MessageType.CHALLENGE) {
                if (Arrays.equals(message.agentNonce(), nonce)) {
                    handshake.challenge(message.segment(), message.offset(), message.length());
                    proven = prove(link, message, handshake);
                    challenged = true;
                }
            } else if (message.type() == MessageType.WELCOME && challenged) {
                return welcome(message, handshake, proven);
            } else if (message.type() == MessageType.BYE) {
                throw refused(message);
            } else if (!link.isLine()) {
                throw new AgentException(
                        "the host begins with " + MessageType.name(message.type()),
                        "is something else listening there?");
            }
        }
    }

    private void hello(HostLink link, byte[] nonce, Handshake handshake) {
        int length =
                WireEncoder.hello(
                        memory,
                        0,
                        clock.nanos(),
                        identity.capabilities(),
                        nonce,
                        identity.boot(),
                        identity.name());
        handshake.hello(memory, 0, length);
        send(link, length);
    }

    /// @return whether the host has to prove that it knows the secret, too
    private boolean prove(HostLink link, WireMessage challenge, Handshake handshake) {
        if (challenge.version() != AgentProtocol.VERSION) {
            throw new AgentException(
                    "the host chose version %d of the protocol, which was not offered"
                            .formatted(challenge.version()),
                    "use the same version of Airloom on both sides");
        }
        if (!challenge.proofWanted()) {
            if (secret != null) {
                throw new AgentException(
                        "the host wants no secret, so nobody knows whether it is the right one",
                        "give the host the secret, too (--secret FILE), or start the agent without"
                                + " it");
            }
            return false;
        }
        if (secret == null) {
            throw new AgentException(
                    "the host wants a secret",
                    "put what the host shows, or what is in its --secret FILE, into a file here,"
                            + " and give that with --secret FILE");
        }
        int length = WireEncoder.proof(memory, 0, clock.nanos(), handshake.agentProof(secret));
        send(link, length);
        return true;
    }

    private Welcome welcome(WireMessage message, Handshake handshake, boolean proven) {
        Secret known = secret;
        if (proven
                && known != null
                && !Handshake.same(handshake.hostProof(known), message.proof())) {
            throw new AgentException(
                    "the host does not know the secret",
                    "see that both sides were given the same file, and that nobody sits between");
        }
        return new Welcome(
                message.place(),
                message.radiosWanted(),
                message.verdictMicros() * 1000,
                message.silenceMillis());
    }

    private static AgentException refused(WireMessage message) {
        return new AgentException(
                "the host refuses: " + message.reason(),
                switch (message.farewell()) {
                    case NOT_TRUSTED -> "see that both sides were given the same secret";
                    case VERSION -> "use the same version of Airloom on both sides";
                    case FULL -> "end other agents, or start another air";
                    default -> "";
                });
    }

    /// The next message; null if none came for a while.
    private static @Nullable WireMessage next(HostLink link, MessageStream stream) {
        while (true) {
            WireMessage message = stream.next();
            if (message != null) {
                return message;
            }
            if (stream.problem() != WireProblem.OK && !link.isLine()) {
                throw new AgentException(
                        "what answers there is no air: " + stream.problem().text(),
                        "is something else listening there?");
            }
            int at = stream.writeOffset();
            int n = link.receive(stream.segment(), at, stream.writeRoom());
            if (n == 0) {
                throw new AgentException("nobody answers there", "");
            }
            if (n == HostLink.NOTHING) {
                if (stream.isPartial() && link.isLine()) {
                    stream.resync();
                }
                return null;
            }
            stream.written(n);
        }
    }

    private void send(HostLink link, int length) {
        int from = 0;
        while (from < length) {
            int n = link.send(memory, from, length - from);
            if (n != HostLink.NOTHING) {
                from += n;
            } else if (link.isLine()) {
                // Nobody reads at the other end; what went is dropped there as no message.
                return;
            } else {
                link.awaitWritable(SEND_MILLIS);
            }
        }
    }
}
