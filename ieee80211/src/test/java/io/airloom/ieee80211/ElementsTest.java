package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementsTest {
    @Test
    void walksElementsAndExtensions() {
        Elements elements = over("0003 6c6162 ff02 24aa dd04 0050f202 fd00");
        List<String> names = new ArrayList<>();
        while (elements.next()) {
            names.add(elements.name() + " " + elements.length());
        }
        assertThat(names).containsExactly("SSID 3", "HE Operation 1", "WMM 4", "Element 253 0");
        assertThat(elements.problem()).isEqualTo(FrameProblem.NONE);
    }

    @Test
    void stopsBeforeAnElementThatReachesBeyondTheEnd() {
        Elements elements = over("0000 3005 0100");
        assertThat(elements.next()).isTrue();
        assertThat(elements.next()).isFalse();
        assertThat(elements.problem()).isEqualTo(FrameProblem.ELEMENT_CUT);
        assertThat(elements.elementOffset()).isEqualTo(2);
        assertThat(elements.next()).as("again").isFalse();
    }

    @Test
    void noticesOneStrayOctetAndAnExtensionWithoutIdentifier() {
        Elements stray = over("0000 07");
        assertThat(stray.find(7)).isFalse();
        assertThat(stray.problem()).isEqualTo(FrameProblem.ELEMENT_TRAILER);
        Elements empty = over("ff00");
        assertThat(empty.next()).isFalse();
        assertThat(empty.problem()).isEqualTo(FrameProblem.ELEMENT_MALFORMED);
    }

    @Test
    void findsTheFirstWithAnIdentifier() {
        Elements elements = over("0000 0301 06 0301 0b");
        assertThat(elements.find(Elements.DSSS_PARAMETER_SET)).isTrue();
        assertThat(elements.offset()).isEqualTo(4);
        assertThat(elements.find(Elements.RSN)).isFalse();
    }

    @Test
    void namesEveryIdentifier() {
        for (int id = 0; id < 255; id++) {
            assertThat(ElementName.of(id, Elements.ABSENT)).isNotBlank();
        }
        assertThat(ElementName.of(48, Elements.ABSENT)).isEqualTo("RSN");
        assertThat(ElementName.of(255, 107)).isEqualTo("Multi-Link");
        assertThat(ElementName.of(255, 200)).isEqualTo("Extended Element 200");
        assertThat(Codes.reason(2)).isEqualTo("authentication no longer valid");
        assertThat(Codes.reason(65_535)).isEqualTo("reason 65535");
        assertThat(Codes.status(0)).isEqualTo("success");
        assertThat(Codes.authenticationAlgorithm(3)).isEqualTo("SAE");
        assertThat(ActionName.of(9, 10)).isEqualTo("GAS Initial Request");
        assertThat(ActionName.of(10, 7)).isEqualTo("BSS Transition Management Request");
        assertThat(ActionName.of(15, 3)).isEqualTo("Mesh Peering Close");
        assertThat(ActionName.of(8, 99)).isEqualTo("SA Query action 99");
    }

    private static Elements over(String hex) {
        byte[] octets = Frames.octets(hex);
        MemorySegment segment = Frames.segment(octets);
        return new Elements().wrap(segment, 0, octets.length);
    }
}
