package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
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

    private static final int TKIP = 2;
    private static final int CCMP = 4;
    private static final int SUITE_LENGTH = 4;
    private static final int PMKID_LENGTH = 16;
    private static final int MFP_REQUIRED = 1 << 6;
    private static final int MFP_CAPABLE = 1 << 7;

    /// Reads the information of an RSN element, from its version on.
    public static Rsn parse(MemorySegment segment, long offset, int length) {
        return new Reader(segment, offset, length).read(Suites.OUI_RSN << 8 | CCMP);
    }

    /// Reads the information of a WPA element, from its OUI on.
    public static Rsn parseWpa(MemorySegment segment, long offset, int length) {
        int skipped = Math.min(4, length);
        return new Reader(segment, offset + skipped, length - skipped)
                .read(Suites.OUI_WPA << 8 | TKIP);
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
