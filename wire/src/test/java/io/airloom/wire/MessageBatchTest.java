package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MessageBatchTest {
    private final MemorySegment buffer = Samples.buffer();

    @Test
    void itTakesAsMuchAsFitsAndNotAnOctetMore() {
        MessageBatch batch = MessageBatch.up();
        batch.open(buffer, 4, 16 + 8 + 24);
        assertThat(batch.claim(25, 0)).isEqualTo(-1);
        assertThat(batch.claim(24, 0)).isEqualTo(4 + 16 + 8);
        batch.commit();
        assertThat(batch.claim(20, 0)).isEqualTo(-1);
        assertThat(batch.close(0)).isEqualTo(48).isEqualTo(batch.lengthWith(24));
    }

    @Test
    void noMessageIsLongerThanTheProtocolAllows() {
        MessageBatch batch = MessageBatch.down();
        batch.open(buffer, 0, Integer.MAX_VALUE);
        assertThat(batch.claim(AgentProtocol.MAX_LENGTH - 15, 0)).isEqualTo(-1);
        assertThat(batch.claim(AgentProtocol.MAX_LENGTH - 16, 0)).isEqualTo(16);
        batch.commit();
        assertThat(batch.close(0)).isEqualTo(AgentProtocol.MAX_LENGTH);
    }

    @Test
    void aClaimThatIsNotCommittedIsForgotten() {
        MessageBatch batch = MessageBatch.down();
        batch.open(buffer, 0, 1_000);
        batch.claim(100, 0);
        assertThat(batch.length()).isEqualTo(16);
        assertThat(batch.close(0)).isZero();
        assertThat(batch.isOpen()).isFalse();
        assertThatThrownBy(() -> batch.claim(20, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void addressesOfPlacesDiffer() {
        assertThat(AgentProtocol.radioAddress(0x123456, 7)).isEqualTo(0x0241_1234_5607L);
        assertThatThrownBy(() -> AgentProtocol.radioAddress(0, 7))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AgentProtocol.radioAddress(1, 256))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
