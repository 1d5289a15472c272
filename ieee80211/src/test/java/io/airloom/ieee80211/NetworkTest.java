package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What the elements of a network say.
class NetworkTest {
    @Test
    void whatFollowsTheMicOfAMeshPeeringIsEncryptedAndNotRead() {
        String mesh = "7203616263";
        String mic = "8c10" + "00".repeat(16);
        Network network = network(mesh + mic + "8bff01");
        assertThat(network.problem()).isEqualTo(FrameProblem.NONE);
        assertThat(network.meshId()).isEqualTo("\"abc\"");
        assertThat(network(mesh + "8bff01").problem()).isEqualTo(FrameProblem.ELEMENT_CUT);
    }

    private static Network network(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex);
        MemorySegment segment = Arena.ofAuto().allocate(octets.length);
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, 0, octets.length);
        return Network.of(segment, 0, octets.length);
    }
}
