package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Looks for requests that throw, or that are not what is written again. Replays its corpus;
/// searches on with `JAZZER_FUZZ=1`.
class RequestFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreARequestOrARefusal(byte[] octets) {
        if (octets.length < Header.LENGTH) {
            return;
        }
        Header header = Header.read(octets);
        Decoded.Malformed<Request> refusal = RequestCodec.refusal(header);
        if (refusal != null) {
            assertThat(refusal.offset()).isBetween(0, Header.LENGTH - 1);
            return;
        }
        int length = Header.LENGTH + (int) header.bodyLength();
        byte[] message = Arrays.copyOf(octets, length);
        switch (RequestCodec.decode(header, Arrays.copyOfRange(message, Header.LENGTH, length))) {
            case Decoded.Malformed<Request>(String reason, int offset) -> {
                assertThat(reason).isNotEmpty();
                assertThat(offset).isBetween(0, length - Header.LENGTH - 1);
            }
            case Decoded.Whole<Request>(Request request) -> {
                // What is unused may hold anything; written again it is zero, and stays so.
                byte[] again = RequestCodec.encode(request);
                assertThat(again).hasSize(length);
                assertThat(RequestCodec.encode(read(again))).isEqualTo(again);
            }
        }
    }

    private static Request read(byte[] message) {
        Decoded<Request> decoded =
                RequestCodec.decode(
                        Header.read(message),
                        Arrays.copyOfRange(message, Header.LENGTH, message.length));
        return ((Decoded.Whole<Request>) decoded).value();
    }
}
