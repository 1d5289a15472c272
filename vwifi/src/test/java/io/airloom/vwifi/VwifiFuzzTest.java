package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.linux.LinuxException;
import java.util.Arrays;

/// Looks for octets of a client, a spy or a control program that hurt anybody else
/// (`JAZZER_FUZZ=1`); without that, replays the corpus. The first octet says who sends the rest,
/// and in pieces of which size.
class VwifiFuzzTest {
    @FuzzTest
    void anyOctetsHurtNobodyElse(byte[] octets) {
        if (octets.length < 2) {
            return;
        }
        Fixture fixture = new Fixture();
        try {
            fixture.run(octets);
        } finally {
            fixture.closeAll();
        }
        assertThat(fixture.air.radios()).isZero();
    }

    /// An air of its own for each run.
    private static final class Fixture extends VwifiFixture {
        void run(byte[] octets) {
            SpecClient ap = client(46016);
            SpecClient sta = client(46272);
            SpecClient culprit =
                    switch (octets[0] & 3) {
                        case 0 -> client(99_000);
                        case 1 -> spy(99_000);
                        default -> new SpecClient(new SpecControl(this).begin(), false);
                    };
            say(this, culprit, octets, 1 + (octets[0] >> 2 & 0x3f) * 16);
            // It may have ordered all away, or frames to be lost.
            if (!ap.isOver()) {
                sta.raw();
                model.loss(false);
                ap.send(20, beacon(AP), CHANNEL_1);
                settle();
                assertThat(sta.heard()).isNotEmpty();
            }
        }
    }

    private static void say(VwifiFixture fixture, SpecClient culprit, byte[] octets, int piece) {
        try {
            for (int at = 1; at < octets.length; at += piece) {
                culprit.sendRaw(
                        Arrays.copyOfRange(octets, at, Math.min(octets.length, at + piece)));
                fixture.settle();
            }
        } catch (LinuxException e) {
            // Hung up on.
            assertThat(culprit.isOver()).isTrue();
        }
    }
}
