package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Looks for what a host may say that throws in a guest. Replays its corpus; searches on with
/// `JAZZER_FUZZ=1`.
class AnswerFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreAnAnswerOrNone(byte[] octets) {
        if (octets.length < Header.LENGTH) {
            return;
        }
        byte[] body = Arrays.copyOfRange(octets, Header.LENGTH, octets.length);
        Header said = Header.read(octets);
        Header header = new Header(said.operation(), body.length, said.version());
        for (ScanLayout layout : ScanLayout.values()) {
            if (AnswerCodec.answer(header, body, layout)
                    instanceof Decoded.Whole<Answer>(Answer answer)) {
                byte[] again = AnswerCodec.encode(answer, layout);
                byte[] itsBody = Arrays.copyOfRange(again, Header.LENGTH, again.length);
                assertThat(AnswerCodec.answer(Header.read(again), itsBody, layout))
                        .isEqualTo(new Decoded.Whole<>(answer));
            }
        }
        if (AnswerCodec.notification(header, body)
                instanceof Decoded.Whole<Notification>(Notification notification)) {
            byte[] again = AnswerCodec.encode(notification);
            byte[] itsBody = Arrays.copyOfRange(again, Header.LENGTH, again.length);
            assertThat(AnswerCodec.notification(Header.read(again), itsBody))
                    .isEqualTo(new Decoded.Whole<>(notification));
        }
    }
}
