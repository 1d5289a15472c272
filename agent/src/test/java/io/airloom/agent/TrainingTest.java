package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    void goesThroughAllOfAnAgentWithoutAKernelOrAHost() throws Exception {
        assertThat(Training.run()).isTrue();
    }
}
