package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// An EAPOL-Key frame (IEEE 802.11-2020 §12.7.2), from the descriptor type on.
///
/// ```
///  octets  1           2     2       8       32     16  8    8         16, 24, 0  2       n
///          descriptor, info, length, replay, nonce, IV, RSC, reserved, MIC,       length, data
/// ```
///
/// The length of the MIC depends on the AKM, which the frame does not name: it is the one with
/// which the length of the key data fits.
///
/// @param descriptor 2 for RSN, 254 for WPA
/// @param message which message of which handshake
/// @param replayCounter unsigned
/// @param keyDataLength octets of key data
/// @param encrypted is the key data encrypted?
public record EapolKey(
        int descriptor, Message message, long replayCounter, int keyDataLength, boolean encrypted) {

    /// The messages of the handshakes, by the bits of the key information field.
    public enum Message {
        /// From the access point, with its nonce.
        PAIRWISE_1("EAPOL-Key 1/4"),
        /// From the station, with its nonce and RSN element.
        PAIRWISE_2("EAPOL-Key 2/4"),
        /// From the access point, with the group key.
        PAIRWISE_3("EAPOL-Key 3/4"),
        /// From the station, the end.
        PAIRWISE_4("EAPOL-Key 4/4"),
        /// A new group key.
        GROUP_1("EAPOL-Key group 1/2"),
        /// The station has taken it.
        GROUP_2("EAPOL-Key group 2/2"),
        /// The station asks for a new handshake or reports a Michael MIC failure.
        REQUEST("EAPOL-Key request"),
        /// The old dynamic WEP descriptor.
        RC4("EAPOL-Key RC4");

        private final String text;

        Message(String text) {
            this.text = text;
        }

        /// `EAPOL-Key 1/4`.
        public String text() {
            return text;
        }
    }

    private static final int RC4_DESCRIPTOR = 1;
    private static final int KEY_INFORMATION = 1;
    private static final int REPLAY_COUNTER = 5;
    private static final int NONCE = 13;
    private static final int NONCE_LENGTH = 32;
    private static final int MIC = 77;
    private static final int RC4_LENGTH = 44;
    private static final int[] MIC_LENGTHS = {16, 24, 0, 32};

    private static final int PAIRWISE = 1 << 3;
    private static final int ACK = 1 << 7;
    private static final int MIC_PRESENT = 1 << 8;
    private static final int REQUEST = 1 << 11;
    private static final int ENCRYPTED = 1 << 12;

    /// Reads the body of an EAPOL-Key frame.
    ///
    /// @return null if it is cut short or its lengths contradict each other
    /// @throws IndexOutOfBoundsException if that range is not within the segment
    public static @Nullable EapolKey parse(MemorySegment segment, long offset, int length) {
        if (length >= RC4_LENGTH && Octets.u8(segment, offset) == RC4_DESCRIPTOR) {
            long replay = Octets.u64BigEndian(segment, offset + 3);
            return new EapolKey(RC4_DESCRIPTOR, Message.RC4, replay, length - RC4_LENGTH, true);
        }
        int keyDataLength = keyDataLength(segment, offset, length);
        if (keyDataLength < 0) {
            return null;
        }
        int information = Octets.u16BigEndian(segment, offset + KEY_INFORMATION);
        boolean nonce = false;
        for (int i = 0; i < NONCE_LENGTH; i += 8) {
            nonce |= Octets.u64(segment, offset + NONCE + i) != 0;
        }
        return new EapolKey(
                Octets.u8(segment, offset),
                message(information, nonce, keyDataLength),
                Octets.u64BigEndian(segment, offset + REPLAY_COUNTER),
                keyDataLength,
                (information & ENCRYPTED) != 0);
    }

    private static int keyDataLength(MemorySegment segment, long offset, int length) {
        for (int mic : MIC_LENGTHS) {
            int rest = length - MIC - mic - 2;
            if (rest >= 0 && Octets.u16BigEndian(segment, offset + MIC + mic) == rest) {
                return rest;
            }
        }
        // Some send stray octets at the end; then the usual MIC must leave room for the key data.
        int rest = length - MIC - MIC_LENGTHS[0] - 2;
        if (rest < 0) {
            return -1;
        }
        int claimed = Octets.u16BigEndian(segment, offset + MIC + MIC_LENGTHS[0]);
        return claimed <= rest ? claimed : -1;
    }

    /// The fourth message is the second one without content: no nonce (in RSN), no key data.
    private static Message message(int information, boolean nonce, int keyDataLength) {
        boolean fromAuthenticator = (information & ACK) != 0;
        if ((information & REQUEST) != 0) {
            return Message.REQUEST;
        }
        if ((information & PAIRWISE) == 0) {
            return fromAuthenticator ? Message.GROUP_1 : Message.GROUP_2;
        }
        boolean authenticated = (information & (MIC_PRESENT | ENCRYPTED)) != 0;
        if (fromAuthenticator) {
            return authenticated ? Message.PAIRWISE_3 : Message.PAIRWISE_1;
        }
        return nonce && keyDataLength > 0 ? Message.PAIRWISE_2 : Message.PAIRWISE_4;
    }
}
