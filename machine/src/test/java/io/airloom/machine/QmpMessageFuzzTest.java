package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Looks for lines of QEMU's monitor that throw. Replays its corpus; searches on with
/// `JAZZER_FUZZ=1`.
class QmpMessageFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsBecomeAMessage(byte[] octets) {
        QmpMessage message = QmpMessage.parse(new String(octets, StandardCharsets.UTF_8));
        switch (message) {
            case QmpMessage.Event event -> assertThat(event.name()).isNotEmpty();
            case QmpMessage.Strange strange -> assertThat(strange.reason()).isNotEmpty();
            case QmpMessage.Greeting _, QmpMessage.Done _, QmpMessage.Refused _ -> {}
        }
    }
}
