package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who may come by AF_VSOCK. How they come is tested over all ways alike, and between two kernels
/// by an example.
final class VsockTransportTest {
    @Test
    void letsInGuestsAndNotProgramsOfThisMachine() {
        VsockTransport transport = VsockTransport.forGuests();
        for (int cid : new int[] {3, 4, Integer.MAX_VALUE, -2}) {
            assertThat(transport.isWelcome(cid)).as("%s", cid).isTrue();
        }
        for (int cid : new int[] {0, 1, 2}) {
            assertThat(transport.isWelcome(cid)).as("%s", cid).isFalse();
        }
        assertThat(transport.address()).isEqualTo("vsock:any:12345");
    }

    @Test
    void letsInOnlyThoseWhoAreNamed() {
        VsockTransport transport = VsockTransport.forGuests().allowing(Set.of(1, 7));
        assertThat(transport.isWelcome(1)).isTrue();
        assertThat(transport.isWelcome(7)).isTrue();
        assertThat(transport.isWelcome(3)).isFalse();
        assertThat(transport.address()).isEqualTo("vsock:1,7:12345");
    }
}
