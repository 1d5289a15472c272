package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nothing that anybody puts on the air may throw, or reach a terminal unescaped.
class RobustnessTest {
    private static final int MUTATIONS_PER_FRAME = 200;

    @Test
    void everyTruncationOfEveryFrameBecomesALine() {
        Narrator narrator = new Narrator(SampleFrame.NAMES);
        for (SampleFrame frame : SampleFrame.all()) {
            for (int length = 0; length < frame.octets().length; length++) {
                look(narrator, java.util.Arrays.copyOf(frame.octets(), length));
            }
        }
    }

    @Test
    void everyMutationOfEveryFrameBecomesALine() {
        long seed = new Random().nextLong();
        System.out.println("RobustnessTest seed " + seed);
        Random random = new Random(seed);
        Narrator narrator = new Narrator(SampleFrame.NAMES);
        List<SampleFrame> frames = SampleFrame.all();
        for (SampleFrame frame : frames) {
            for (int round = 0; round < MUTATIONS_PER_FRAME; round++) {
                byte[] octets = frame.octets().clone();
                if (octets.length == 0) {
                    continue;
                }
                for (int i = random.nextInt(4); i >= 0; i--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                }
                look(narrator, java.util.Arrays.copyOf(octets, octets.length + random.nextInt(9)));
            }
        }
    }

    /// The frame's memory ends with the frame, so reading on would throw.
    static void look(Narrator narrator, byte[] octets) {
        FrameView view = Frames.view(octets);
        FrameSummary summary = narrator.summarize(view);
        FrameSummary alone = FrameSummary.of(view, Names.NOBODY);
        assertThat(summary.bad()).isEqualTo(!summary.badReason().isEmpty());
        assertThat(summary.bad()).isEqualTo(alone.bad());
        assertThat(summary.length()).isEqualTo(octets.length);
        summary.text()
                .codePoints()
                .forEach(c ->
                        assertThat(Character.isISOControl(c) || c == 0x202e || c == 0x200b)
                                .isFalse());
        if (view.isValid() && view.type().isManagement()) {
            Elements elements =
                    new Elements().wrap(view.segment(), view.bodyOffset(), view.bodyLength());
            while (elements.next()) {
                assertThat(elements.name()).isNotEmpty();
            }
        }
    }
}
