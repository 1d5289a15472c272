package io.airloom.hostwifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.proxy.LossReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastWordTest {
    private static final LossReason ACCESS_POINT = Losses.byAccessPoint(3);
    private static final LossReason HOST = Losses.byHost(3);
    private final LastWord word = new LastWord();

    @Test
    void anAccessPointThatGoesWasNotLeftByTheUser() {
        word.said(ACCESS_POINT, 0);
        word.said(HOST, Duration.ofMillis(20).toNanos());
        assertThat(word.why()).isEqualTo(ACCESS_POINT);
    }

    @Test
    void whatIsSaidMuchLaterIsAboutSomethingElse() {
        word.said(HOST, 0);
        word.said(ACCESS_POINT, Duration.ofSeconds(6).toNanos());
        assertThat(word.why()).isEqualTo(ACCESS_POINT);
    }

    @Test
    void whoKnowsNothingSaysNothing() {
        word.said(Losses.UNKNOWN, 0);
        word.said(HOST, 1);
        assertThat(word.why()).isEqualTo(HOST);
    }

    @Test
    void aNewConnectionHasNotEnded() {
        word.said(HOST, 0);
        word.forget();
        assertThat(word.why()).isNull();
    }
}
