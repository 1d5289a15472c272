package io.airloom.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.linux.EventLoop;
import io.airloom.medium.Air;
import java.util.Arrays;

/// Looks for octets from the kernel that a guest throws at (`JAZZER_FUZZ=1`); without that, replays
/// the corpus.
class NetlinkGuestFuzzTest {
    @FuzzTest
    void anyOctetsAreTakenOrCounted(byte[] octets) {
        EventLoop loop = new EventLoop(0);
        loop.onFault(fault -> {
            throw new AssertionError(fault.error());
        });
        Air air = new Air();
        FakeKernel kernel = new FakeKernel("", 0x0200_0000_0000L);
        try (NetlinkGuest guest = NetlinkGuest.of(loop, air, kernel, (name, why) -> {})) {
            int length = Math.min(octets.length, 1 << 14);
            if (length > 0) {
                kernel.say(Arrays.copyOf(octets, length));
                loop.poll(0);
                air.flush(System::nanoTime);
                assertThat(kernel.waiting()).as(guest.name()).isZero();
            }
        } finally {
            loop.close();
        }
    }
}
