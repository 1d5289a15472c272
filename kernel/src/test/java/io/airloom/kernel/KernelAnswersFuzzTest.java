package io.airloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Looks for answers of a kernel that make a reader of radios throw (`JAZZER_FUZZ=1`); without
/// that, replays the corpus.
class KernelAnswersFuzzTest {
    @FuzzTest
    void anyAnswersAreRadiosOrNone(byte[] octets) {
        List<byte[]> bodies = RecordedKernelTest.bodies(octets);
        List<Nl80211.Wiphy> wiphys = Nl80211.wiphys(bodies);
        List<WirelessInterface> interfaces = Nl80211.interfaces(bodies, index -> index % 2 == 0);
        assertThat(Hwsim.radios(bodies, wiphys, interfaces))
                .allSatisfy(radio -> assertThat(interfaces).containsAll(radio.interfaces()));
        bodies.forEach(Nl80211::saysUp);
    }
}
