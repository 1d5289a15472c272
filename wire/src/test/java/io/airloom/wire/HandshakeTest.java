package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final Secret SECRET = Secret.of("correct horse");

    @Test
    void bothSidesFindTheSameProofs() {
        Handshake agent = of(Samples.hello("a"), Samples.challenge());
        Handshake host = of(Samples.hello("a"), Samples.challenge());
        assertThat(agent.agentProof(SECRET)).hasSize(32).isEqualTo(host.agentProof(SECRET));
        assertThat(agent.hostProof(SECRET)).isEqualTo(host.hostProof(SECRET));
        assertThat(Handshake.same(agent.agentProof(SECRET), host.agentProof(SECRET))).isTrue();
    }

    @Test
    void aProofIsOfOneSideOneSecretAndOneHandshake() {
        Handshake handshake = of(Samples.hello("a"), Samples.challenge());
        byte[] proof = handshake.agentProof(SECRET);
        assertThat(proof).isNotEqualTo(handshake.hostProof(SECRET));
        assertThat(proof).isNotEqualTo(handshake.agentProof(Secret.of("correct horsf")));
        assertThat(proof)
                .isNotEqualTo(of(Samples.hello("b"), Samples.challenge()).agentProof(SECRET));
        byte[] otherNonce = Samples.with(Samples.challenge(), 71, 0);
        assertThat(proof).isNotEqualTo(of(Samples.hello("a"), otherNonce).agentProof(SECRET));
        byte[] noProofWanted = Samples.with(Samples.challenge(), 34, 0);
        assertThat(proof).isNotEqualTo(of(Samples.hello("a"), noProofWanted).agentProof(SECRET));
    }

    @Test
    void whenAMessageWasSentChangesNothing() {
        byte[] later = Samples.with(Samples.hello("a"), 8, 77);
        assertThat(of(later, Samples.challenge()).agentProof(SECRET))
                .isEqualTo(of(Samples.hello("a"), Samples.challenge()).agentProof(SECRET));
    }

    @Test
    void thereIsNoProofOfHalfAHandshake() {
        Handshake handshake = new Handshake();
        byte[] hello = Samples.hello("a");
        handshake.hello(MemorySegment.ofArray(hello), 0, hello.length);
        assertThatThrownBy(() -> handshake.agentProof(SECRET))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecretIsWhatIsBetweenTheWhiteSpaceAndDoesNotShowItself() {
        assertThat(Secret.of(" 12345678\n").text()).isEqualTo("12345678");
        assertThat(SECRET.toString()).doesNotContain("horse");
        assertThatThrownBy(() -> Secret.of("1234567 \n"))
                .hasMessage("a secret has 8 to 1024 characters, this one has 7");
        assertThat(Secret.random().text()).matches("[0-9a-f]{32}");
        assertThat(Secret.random().text()).isNotEqualTo(Secret.random().text());
    }

    private static Handshake of(byte[] hello, byte[] challenge) {
        Handshake handshake = new Handshake();
        handshake.hello(MemorySegment.ofArray(hello), 0, hello.length);
        handshake.challenge(MemorySegment.ofArray(challenge), 0, challenge.length);
        return handshake;
    }
}
