package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Compares every sample frame with the line beside it, which a person has read.
class FrameSummaryTest {
    @TestFactory
    Stream<DynamicTest> putsFramesOfRealGuestsIntoWords() {
        return story(SampleFrame.golden());
    }

    @TestFactory
    Stream<DynamicTest> putsEveryKindOfFrameIntoWords() {
        return story(SampleFrame.made());
    }

    @TestFactory
    Stream<DynamicTest> putsFramesAtTheLimitsIntoWords() {
        return story(SampleFrame.corners());
    }

    @Test
    void thereAreSamplesOfEveryTypeThatTheStandardDefines() {
        List<FrameType> seen =
                SampleFrame.all().stream()
                        .map(frame -> Frames.view(frame.octets()).type())
                        .toList();
        for (FrameType type : FrameType.values()) {
            boolean rare =
                    switch (type) {
                        case SPR, GRANT, GRANT_ACK, DMG_DTS, SSW_ACK -> true;
                        case DATA_CF_ACK, DATA_CF_POLL, DATA_CF_ACK_CF_POLL, CF_ACK -> true;
                        case CF_ACK_CF_POLL, QOS_DATA_CF_ACK, QOS_DATA_CF_POLL -> true;
                        case QOS_DATA_CF_ACK_CF_POLL, QOS_CF_POLL, QOS_CF_ACK_CF_POLL -> true;
                        default -> type.isReserved();
                    };
            if (!rare) {
                assertThat(seen).contains(type);
            }
        }
    }

    @Test
    void withoutANarratorTheCipherIsOnlyWhatTheOctetsTell() {
        SampleFrame frame =
                SampleFrame.golden().stream()
                        .filter(f -> f.line().contains("CCMP, PN 1 →"))
                        .findFirst()
                        .orElseThrow();
        assertThat(FrameSummary.of(Frames.view(frame.octets()), Names.NOBODY).details())
                .contains("CCMP/GCMP", "PN 1");
    }

    @Test
    void showsAddressesOfThoseWhomNobodyKnows() {
        FrameSummary summary = FrameSummary.of(Frames.view("d40000000a0b0c0d0e0f"), Names.NOBODY);
        assertThat(summary.to()).isEqualTo("0a:0b:0c:0d:0e:0f");
        assertThat(summary.from()).isEmpty();
        assertThat(summary.sequenceNumber()).isEqualTo(FrameView.ABSENT);
        assertThat(summary.length()).isEqualTo(10);
    }

    private static Stream<DynamicTest> story(List<SampleFrame> frames) {
        assertThat(frames).isNotEmpty();
        Narrator narrator = new Narrator(SampleFrame.NAMES);
        return frames.stream()
                .map(frame -> {
                    FrameSummary summary = narrator.summarize(Frames.view(frame.octets()));
                    return DynamicTest.dynamicTest(
                            frame.title(),
                            () -> assertThat(SampleFrame.line(summary)).isEqualTo(frame.line()));
                });
    }
}
