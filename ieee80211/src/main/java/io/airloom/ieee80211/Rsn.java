package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// What an RSN element (IEEE 802.11-2020 §9.4.2.24) or the older WPA vendor element offers or asks.
///
/// ```
///  octets   2        4             2   4·m              2   4·n   2             2    16·s   4
///           version, group cipher, m,  pairwise ciphers, n, AKMs, capabilities, s,  PMKIDs, group
///                                                                                     management
/// ```
///
/// Everything after the version may be absent from some point on; the defaults are CCMP and 802.1X
/// (TKIP for WPA).
///
/// @param groupCipher selector, see {@link Suites}
/// @param pairwiseCiphers selectors
/// @param akms selectors
/// @param capabilities RSN capabilities; 0 if absent
/// @param groupManagementCipher selector, or 0 if absent
/// @param malformed do the counts contradict the length? What was read so far is kept
public record Rsn(
        int groupCipher,
        List<Integer> pairwiseCiphers,
        List<Integer> akms,
        int capabilities,
        int groupManagementCipher,
        boolean malformed) {

    /// A pre-shared key and CCMP, and nothing else: what every station knows.
    public static final Rsn PSK_CCMP =
            new Rsn(
                    Suites.CCMP,
                    List.of(Suites.CCMP),
                    List.of(Suites.OUI_RSN << 8 | 2),
                    0,
                    0,
                    false);

    private static final int TKIP = 2;
    private static final int SUITE_LENGTH = 4;
    private static final int PMKID_LENGTH = 16;

    /// Version, group cipher, two counts, capabilities.
    private static final int FIXED_LENGTH = 12;

    private static final int MAX_LENGTH = 255;
    private static final int MFP_REQUIRED = 1 << 6;
    private static final int MFP_CAPABLE = 1 << 7;

    /// Reads the information of an RSN element, from its version on.
    public static Rsn parse(MemorySegment segment, long offset, int length) {
        return new Reader(segment, offset, length).read(Suites.CCMP);
    }

    /// Reads the information of a WPA element, from its OUI on.
    public static Rsn parseWpa(MemorySegment segment, long offset, int length) {
        int skipped = Math.min(4, length);
        return new Reader(segment, offset + skipped, length - skipped)
                .read(Suites.OUI_WPA << 8 | TKIP);
    }

    /// The whole RSN element, with identifier and length: version 1, all fields up to the
    /// capabilities, and the group management cipher if there is one.
    ///
    /// @throws IllegalArgumentException if it has more suites than an element holds
    public byte[] element() {
        int suites = pairwiseCiphers.size() + akms.size();
        int length = FIXED_LENGTH + SUITE_LENGTH * suites;
        if (groupManagementCipher != 0) {
            length += 2 + SUITE_LENGTH;
        }
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("suites=" + suites);
        }
        ByteBuffer out = ByteBuffer.allocate(2 + length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) Elements.RSN).put((byte) length).putShort((short) 1);
        put(out, groupCipher);
        put(out, pairwiseCiphers);
        put(out, akms);
        out.putShort((short) capabilities);
        if (groupManagementCipher != 0) {
            // No PMKIDs.
            out.putShort((short) 0);
            put(out, groupManagementCipher);
        }
        return out.array();
    }

    private static void put(ByteBuffer out, List<Integer> selectors) {
        out.putShort((short) selectors.size());
        selectors.forEach(selector -> put(out, selector));
    }

    /// Suites are big-endian, as all that has an OUI.
    private static void put(ByteBuffer out, int selector) {
        out.putInt(Integer.reverseBytes(selector));
    }

    /// The same without [AkmKind#SAE], and so without the need to protect management frames: what
    /// is left of a network in transition for who knows pre-shared keys only.
    public Rsn withoutSae() {
        return new Rsn(
                groupCipher,
                pairwiseCiphers,
                akms.stream().filter(akm -> AkmKind.of(akm) != AkmKind.SAE).toList(),
                capabilities & ~MFP_REQUIRED,
                groupManagementCipher,
                malformed);
    }

    /// Is there an AKM suite of this kind?
    public boolean offers(AkmKind kind) {
        return akms.stream().anyMatch(akm -> AkmKind.of(akm) == kind);
    }

    /// Must management frames be protected?
    public boolean managementProtectionRequired() {
        return (capabilities & MFP_REQUIRED) != 0;
    }

    /// Can management frames be protected?
    public boolean managementProtectionCapable() {
        return (capabilities & MFP_CAPABLE) != 0;
    }

    /// Reads field after field until the element ends, which it may between any two.
    private static final class Reader {
        private final MemorySegment segment;
        private final long end;
        private long at;
        private boolean malformed;

        Reader(MemorySegment segment, long offset, int length) {
            this.segment = segment;
            this.at = offset;
            this.end = offset + length;
        }

        Rsn read(int defaultCipher) {
            int defaultAkm = (defaultCipher & ~0xff) | 1;
            // The version is the only field that must be there.
            malformed = end - at < 2;
            at += 2;
            int group = suite(defaultCipher);
            List<Integer> pairwise = suites(group, defaultCipher);
            List<Integer> akms = suites(defaultAkm, defaultAkm);
            int capabilities = 0;
            if (has(2)) {
                capabilities = Octets.u16(segment, at);
                at += 2;
            }
            if (has(2)) {
                int pmkids = Octets.u16(segment, at);
                at += 2;
                if ((long) pmkids * PMKID_LENGTH > end - at) {
                    malformed = true;
                } else {
                    at += (long) pmkids * PMKID_LENGTH;
                }
            }
            int management = suite(0);
            return new Rsn(group, pairwise, akms, capabilities, management, malformed);
        }

        private int suite(int otherwise) {
            if (!has(SUITE_LENGTH)) {
                return otherwise;
            }
            int selector = (int) Octets.u32BigEndian(segment, at);
            at += SUITE_LENGTH;
            return selector;
        }

        /// @param useGroup the suite that stands for "as the group cipher"
        private List<Integer> suites(int useGroup, int otherwise) {
            if (!has(2)) {
                return List.of(otherwise);
            }
            int count = Octets.u16(segment, at);
            at += 2;
            if (count > (end - at) / SUITE_LENGTH) {
                malformed = true;
                at = end;
                return List.of();
            }
            List<Integer> selectors = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int selector = suite(otherwise);
                selectors.add((selector & 0xff) == 0 ? useGroup : selector);
            }
            return List.copyOf(selectors);
        }

        /// Is the next field there? Half a field is malformed, none is not.
        private boolean has(int octets) {
            if (malformed || at >= end) {
                return false;
            }
            if (end - at < octets) {
                malformed = true;
                return false;
            }
            return true;
        }
    }
}
