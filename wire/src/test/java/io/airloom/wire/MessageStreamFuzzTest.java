package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Looks for octets behind which a line does not find the next HELLO (`JAZZER_FUZZ=1`); without
/// that, replays the corpus.
class MessageStreamFuzzTest {
    @FuzzTest
    void behindAnyOctetsALineFindsTheNextHello(byte[] octets) {
        byte[] hello = Samples.hello("found");
        MessageStream stream = MessageStreamTest.line();
        List<byte[]> read =
                MessageStreamTest.feed(stream, Samples.concat(List.of(octets, hello)), null);
        while (stream.isPartial()) {
            stream.resync();
            for (WireMessage m = stream.next(); m != null; m = stream.next()) {
                read.add(Samples.copyOf(m));
            }
        }
        assertThat(read.getLast()).isEqualTo(hello);
    }
}
