package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.guest.KnownRadio;
import io.airloom.medium.ChannelUse;
import io.airloom.vhost.KnownGuest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AirEventTest {
    static Stream<AirEvent> events() {
        SequencedMap<String, Long> drops = new LinkedHashMap<>();
        drops.put("no-buffer", 4L);
        drops.put("a=b", 1L);
        return Stream.of(
                new AirEvent.Listening(),
                new AirEvent.Ready("ap1"),
                new AirEvent.Ended("ap1", true, "QUEUE_SIZE: \"3\"\nno"),
                new AirEvent.Ended("ap1", false, ""),
                new AirEvent.Refused("no room"),
                new AirEvent.Carried(
                        new LabReport.Medium(7, 8, drops, new LabReport.Latency(1.5, 20, 1e6))),
                new AirEvent.Carried(
                        new LabReport.Medium(
                                7,
                                8,
                                drops,
                                new LabReport.Latency(1.5, 20, 1e6),
                                List.of(new ChannelUse(2412, 1_234_567_890_123L, 9, 2)))),
                new AirEvent.Guests(List.of()),
                new AirEvent.Guests(
                        List.of(
                                new KnownGuest(
                                        "ap1",
                                        4711,
                                        List.of(
                                                new KnownRadio(0x4200_0000_0000L, 0, List.of()),
                                                new KnownRadio(
                                                        0x4200_0000_0100L,
                                                        2412,
                                                        List.of(0x0200_0000_0100L, 1L)))),
                                new KnownGuest(
                                        "sta1",
                                        4712,
                                        List.of(new KnownRadio(1, 5180, List.of(2L)))))));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadAsItWasWritten(AirEvent event) {
        assertThat(event.json()).doesNotContain("\n");
        assertThat(AirEvent.parse(event.json())).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{}",
                "{\"event\":\"other\"}",
                "{\"event\":\"carried\"}",
                "{\"event\":\"carried\",\"latency\":[\"1\",\"2\",\"x\"]}",
                "{\"event\":\"carried\",\"latency\":[\"1\",\"2\",\"3\"],\"drops\":[\"x\"]}",
                "{\"event\":\"carried\",\"latency\":[\"1\",\"2\",\"3\"],\"channels\":[\"2412 1 2\"]}",
                "{\"event\":\"carried\",\"latency\":[\"1\",\"2\",\"3\"],\"channels\":[\"9999999999 1 2 3\"]}",
                "{\"event\":\"guests\",\"guests\":[\"a b\"]}",
                "{\"event\":\"guests\",\"guests\":[\"a 0 02:00:00:00:00:00 0\"]}",
                "{\"event\":\"guests\",\"guests\":[\"a 1 02:00:00:00:00 0\"]}"
            })
    void isNothingIfItIsNot(String line) {
        assertThat(AirEvent.parse(line)).isNull();
    }

    @Test
    void neverThrows() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> lines = events().map(AirEvent::json).toList();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder(lines.get(random.nextInt(lines.size())));
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(line.length());
                line.setCharAt(at, line.charAt(random.nextInt(line.length())));
            }
            AirEvent event = AirEvent.parse(line.toString());
            assertThat(event == null || !event.json().isEmpty()).isTrue();
        }
    }
}
