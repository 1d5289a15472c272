package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.linux.UnixSocket;
import java.util.Arrays;

/// Looks for octets of a vwifi-server that make our client throw or read what did not come
/// (`JAZZER_FUZZ=1`); without that, replays the corpus.
class VwifiStreamFuzzTest {
    private static final int PIECE = 200;

    @FuzzTest
    void anyOctetsAreRecordsOrTheEnd(byte[] octets) {
        UnixSocket[] pair = UnixSocket.pair();
        try (UnixSocket ours = pair[0];
                UnixSocket servers = pair[1]) {
            VwifiStream stream = new VwifiStream(ours);
            HwsimMessage message = new HwsimMessage();
            int taken = 0;
            for (int at = 0; at < octets.length; at += PIECE) {
                byte[] piece = Arrays.copyOfRange(octets, at, Math.min(octets.length, at + PIECE));
                assertThat(servers.send(piece, 0, piece.length)).isEqualTo(piece.length);
                assertThat(stream.receive()).isTrue();
                for (int length = stream.next(); length != 0; length = stream.next()) {
                    if (length < 0) {
                        return;
                    }
                    taken += 1 + length;
                    assertThat(taken).isLessThanOrEqualTo(at + piece.length);
                    message.wrap(stream.memory(), stream.messageOffset(), length);
                }
            }
        }
    }
}
