package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.EapolKey.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EapolKeyTest {
    private static final String NONCE = "5b".repeat(32);
    private static final String NO_NONCE = "00".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "008a, true, 0, PAIRWISE_1",
        "008a, true, 22, PAIRWISE_1",
        "010a, true, 22, PAIRWISE_2",
        "030a, true, 22, PAIRWISE_2",
        "13ca, true, 56, PAIRWISE_3",
        "01c9, true, 24, PAIRWISE_3",
        "12c8, true, 56, PAIRWISE_3",
        "030a, false, 0, PAIRWISE_4",
        "0109, true, 0, PAIRWISE_4",
        "1308, false, 16, PAIRWISE_4",
        "1382, true, 40, GROUP_1",
        "0302, false, 0, GROUP_2",
        "0b02, false, 0, REQUEST",
        "0f0a, true, 22, REQUEST"
    })
    void theBitsOfTheKeyInformationTellTheMessage(
            String information, boolean nonce, int keyData, Message message) {
        EapolKey key = parse(body(information, nonce ? NONCE : NO_NONCE, 16, keyData));
        assertThat(key.message()).isEqualTo(message);
        assertThat(key.keyDataLength()).isEqualTo(keyData);
    }

    @Test
    void aNonceIsANonceWhereverItsOneBitIs() {
        for (int octet = 0; octet < 32; octet++) {
            String nonce = "00".repeat(octet) + "01" + "00".repeat(31 - octet);
            assertThat(parse(body("010a", nonce, 16, 22)).message()).isEqualTo(Message.PAIRWISE_2);
        }
    }

    @Test
    void readsItsFields() {
        EapolKey key = parse(body("13ca", NONCE, 16, 56));
        assertThat(key.descriptor()).isEqualTo(2);
        assertThat(key.replayCounter()).isEqualTo(0x0102_0304_0506_0708L);
        assertThat(key.encrypted()).isTrue();
        assertThat(parse(body("008a", NONCE, 16, 0)).encrypted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"16", "24", "0", "32"})
    void theLengthOfTheMicFollowsFromTheLengthOfTheKeyData(int mic) {
        EapolKey key = parse(body("13ca", NONCE, mic, 56));
        assertThat(key).isNotNull();
        assertThat(key.keyDataLength()).isEqualTo(56);
    }

    @Test
    void strayOctetsAtTheEndDoNotMatter() {
        EapolKey key = parse(body("030a", NO_NONCE, 16, 0) + "000000");
        assertThat(key.message()).isEqualTo(Message.PAIRWISE_4);
        assertThat(key.keyDataLength()).isZero();
        assertThat(parse(body("010a", NONCE, 16, 22) + "00").keyDataLength()).isEqualTo(22);
    }

    @Test
    void whatIsCutIsNoKeyFrame() {
        String whole = body("030a", NO_NONCE, 16, 0);
        assertThat(parse(whole)).isNotNull();
        // Octets 77 and 78 are zeros, so 79 octets are a frame without MIC.
        for (int length = 0; length < 95; length++) {
            EapolKey key = parse(whole.substring(0, 2 * length));
            if (length == 79) {
                assertThat(key).isNotNull();
            } else {
                assertThat(key).as("%d octets", length).isNull();
            }
        }
        String data = body("010a", NONCE, 16, 22);
        assertThat(parse(data.substring(0, data.length() - 2))).isNull();
    }

    @Test
    void readsTheOldDescriptorOfDynamicWep() {
        String rc4 = "01" + "000d" + "0102030405060708" + "00".repeat(16) + "01" + "00".repeat(16);
        EapolKey key = parse(rc4 + "aabbcc");
        assertThat(key.message()).isEqualTo(Message.RC4);
        assertThat(key.replayCounter()).isEqualTo(0x0102_0304_0506_0708L);
        assertThat(key.keyDataLength()).isEqualTo(3);
        assertThat(parse(rc4).keyDataLength()).isZero();
        assertThat(parse(rc4.substring(2))).as("43 octets").isNull();
        assertThat(parse("02" + rc4.substring(2))).as("of another descriptor").isNull();
    }

    private static String body(String information, String nonce, int mic, int keyData) {
        return "02"
                + information
                + "0010"
                + "0102030405060708"
                + nonce
                + "00".repeat(32)
                + "00".repeat(mic)
                + "%04x".formatted(keyData)
                + "99".repeat(keyData);
    }

    private static EapolKey parse(String hex) {
        byte[] octets = Frames.octets(hex);
        return EapolKey.parse(Frames.segment(octets), 0, octets.length);
    }
}
