package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.image.EnvironmentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AirStreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BusyAir air = new BusyAir();
    private final AirStreams streams = new AirStreams(air.thread);

    @AfterEach
    void stop() {
        streams.close();
        air.close();
    }

    @Test
    void showsFramesWithTheirSendersFromNowOn() throws InterruptedException {
        air.beacons(3, 40);
        try (FrameStream stream = streams.open(FrameFilter.ALL)) {
            air.beacons(2, 41);
            for (long number = 1; number <= 2; number++) {
                AirFrame frame = stream.next(PATIENCE);
                assertThat(frame).isNotNull();
                assertThat(frame.number()).isEqualTo(number);
                assertThat(frame.node()).isEqualTo("ap1");
                assertThat(frame.octets()).hasSize(41);
            }
            assertThat(stream.next(Duration.ZERO)).isNull();
            assertThat(stream.dropped()).isZero();
        }
    }

    @Test
    void showsOnlyWhatMatches() throws InterruptedException {
        try (FrameStream stream = streams.open(FrameFilters.parse("len==41"))) {
            air.beacons(5, 40);
            air.beacons(1, 41);
            AirFrame frame = stream.next(PATIENCE);
            assertThat(frame).isNotNull();
            assertThat(frame.originalLength()).isEqualTo(41);
            assertThat(frame.number()).isEqualTo(1);
        }
    }

    @Test
    void aReaderThatDoesNotReadLosesFramesAndIsTold() throws InterruptedException {
        try (FrameStream stream = streams.open(FrameFilter.ALL)) {
            air.beacons(5_000, 2_000);
            int read = 0;
            while (stream.next(Duration.ZERO) != null) {
                read++;
            }
            air.beacons(1, 40);
            assertThat(stream.next(PATIENCE)).isNotNull();
            assertThat(read).isPositive();
            assertThat(read + stream.dropped()).isEqualTo(5_000);
        }
    }

    @Test
    void givesWhatItHasBeforeTheEnd() throws InterruptedException {
        FrameStream stream = streams.open(FrameFilter.ALL);
        air.beacons(1, 40);
        streams.close();
        assertThat(stream.next(PATIENCE)).isNotNull();
        assertThatThrownBy(() -> stream.next(PATIENCE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("the air has ended");
        assertThatThrownBy(() -> streams.open(FrameFilter.ALL))
                .isInstanceOf(EnvironmentException.class);
    }

    @Test
    void streamsAreLimitedAndComeBackWhenClosed() {
        List<FrameStream> open = new ArrayList<>();
        for (int i = 0; i < AirStreams.MAX_STREAMS; i++) {
            open.add(streams.open(FrameFilter.ALL));
        }
        assertThatThrownBy(() -> streams.open(FrameFilter.ALL))
                .hasMessageContaining("64 streams of frames are open already");
        open.forEach(FrameStream::close);
        streams.open(FrameFilter.ALL).close();
    }
}
