package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.ieee80211.Elements;
import io.airloom.ieee80211.FrameProblem;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// Looks for elements that cannot be adapted, or are something else afterwards than what guests
/// know. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class AdaptedNetworkFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsBecomeANetworkThatGuestsKnow(byte[] octets) {
        if (octets.length < 2) {
            return;
        }
        int capabilities = Byte.toUnsignedInt(octets[0]);
        ElementBlob elements = ElementBlob.of(Arrays.copyOfRange(octets, 2, octets.length));
        Bss heard = new Bss(1, capabilities, -50, 100, 2_412_000, elements);
        Ssid connectedTo = octets[1] < 0 ? Ssid.of("net") : null;
        Bss seen = AdaptedNetwork.of(heard, connectedTo);
        isReadable(seen.elements());
        assertThat(NetworkSecurity.of(seen.capabilities(), seen.elements()))
                .isIn(NetworkSecurity.OPEN, NetworkSecurity.WPA2_PSK);
        assertThat(AdaptedNetwork.isJoinable(seen)).isTrue();
        // What guests know already is left alone.
        assertThat(AdaptedNetwork.of(seen, null)).isEqualTo(seen);
        if (connectedTo != null) {
            assertThat(seen.elements().ssid()).isEqualTo(connectedTo);
        }
        ScanView.Candidate candidate = new ScanView.Candidate(new Heard(heard, 0), connectedTo);
        for (boolean hides : new boolean[] {false, true}) {
            List<Bss> told = new ScanView(ScanLayout.C, hides).of(List.of(candidate, candidate));
            assertThat(told).hasSizeLessThanOrEqualTo(1);
            AnswerCodec.encode(new ScanResults(true, told), ScanLayout.C);
        }
    }

    private static void isReadable(ElementBlob blob) {
        MemorySegment segment = MemorySegment.ofArray(blob.octets());
        Elements elements = new Elements().wrap(segment, 0, blob.length());
        int rsns = 0;
        while (elements.next()) {
            rsns += elements.id() == Elements.RSN ? 1 : 0;
        }
        assertThat(elements.problem()).isEqualTo(FrameProblem.NONE);
        assertThat(rsns).isGreaterThanOrEqualTo(blob.rsn() == null ? 0 : 1);
    }
}
