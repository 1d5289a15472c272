package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WarmUpTest {
    @Test
    void sendsFramesAllTheWayAndAnswersEach() {
        // The first frame is answered but not heard: the other radio has not joined yet.
        assertThat(WarmUp.run(500)).isEqualTo(2 * 500 - 1);
    }
}
