package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Looks for display filters that throw anything but their own exception, or that lose their text.
/// Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class FrameFiltersFuzzTest {
    private static final byte[] BEACON = {
        (byte) 0x80,
        0,
        0,
        0,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        2,
        0,
        0,
        0,
        1,
        0,
        2,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        100,
        0,
        1,
        0,
        0,
        3,
        'l',
        'a',
        'b'
    };

    @FuzzTest(maxDuration = "2m")
    void anyTextIsAFilterOrAMistake(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        AirFrame beacon =
                new AirFrame(
                        1,
                        0,
                        "ap1",
                        2412,
                        0,
                        0,
                        1,
                        false,
                        false,
                        -100,
                        1,
                        0,
                        BEACON.length,
                        BEACON);
        try {
            FrameFilter filter = FrameFilters.parse(text);
            assertThat(filter.text()).isEqualTo(text.isBlank() ? "" : text);
            assertThat(filter.matches(beacon)).isEqualTo(filter.matches(beacon));
        } catch (FilterException e) {
            assertThat(e.offset()).isBetween(0, text.length());
            assertThat(e.reason()).isNotBlank().doesNotContain("\n", "\u001b");
        }
    }
}
