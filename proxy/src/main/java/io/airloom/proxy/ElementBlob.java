package io.airloom.proxy;

import io.airloom.ieee80211.Elements;
import io.airloom.ieee80211.Rsn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Elements of a beacon or probe response, back to back (IEEE 802.11-2020 §9.4.2), as they were
/// heard: nobody has checked them.
public final class ElementBlob {
    private static final int WPA_TYPE = 0x0050f201;
    private static final int NO_TYPE = 0;
    private static final ValueLayout.OfInt INT_BIG_ENDIAN =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final byte[] octets;

    private ElementBlob(byte[] octets) {
        this.octets = octets;
    }

    /// The elements in a copy of these octets.
    public static ElementBlob of(byte[] octets) {
        return new ElementBlob(octets.clone());
    }

    /// The elements that these digits are the octets of.
    ///
    /// @param hexadecimal of either case, with nothing between
    /// @throws IllegalArgumentException if it is anything else
    public static ElementBlob parse(String hexadecimal) {
        return new ElementBlob(HexFormat.of().parseHex(hexadecimal));
    }

    /// A name and nothing else: all that an open network needs.
    ///
    /// @param ssid [Ssid#WILDCARD] for a network that hides it
    public static ElementBlob of(Ssid ssid) {
        byte[] name = ssid.octets();
        byte[] element = new byte[2 + name.length];
        element[0] = Elements.SSID;
        element[1] = (byte) name.length;
        System.arraycopy(name, 0, element, 2, name.length);
        return new ElementBlob(element);
    }

    /// A name and what WPA2-PSK with CCMP looks like.
    public static ElementBlob ofWpa2Psk(Ssid ssid) {
        return of(ssid).and(new ElementBlob(Rsn.PSK_CCMP.element()));
    }

    /// These elements, then those.
    public ElementBlob and(ElementBlob others) {
        byte[] both = Arrays.copyOf(octets, octets.length + others.octets.length);
        System.arraycopy(others.octets, 0, both, octets.length, others.octets.length);
        return new ElementBlob(both);
    }

    /// The name of the network; [Ssid#WILDCARD] if it hides by an empty one, null if there is none
    /// or the first is too long. One that hides by zeros has those.
    public @Nullable Ssid ssid() {
        Elements elements = elements();
        if (!elements.find(Elements.SSID) || elements.length() > Ssid.MAX_LENGTH) {
            return null;
        }
        int start = (int) elements.offset();
        return Ssid.of(Arrays.copyOfRange(octets, start, start + elements.length()));
    }

    /// The first RSN element; null if there is none.
    public @Nullable Rsn rsn() {
        Elements elements = elements();
        return elements.find(Elements.RSN)
                ? Rsn.parse(segment(), elements.offset(), elements.length())
                : null;
    }

    /// The first element of the first WPA; null if there is none.
    public @Nullable Rsn wpa() {
        Elements elements = elements();
        while (elements.find(Elements.VENDOR_SPECIFIC)) {
            if (vendorType(segment(), elements) == WPA_TYPE) {
                return Rsn.parseWpa(segment(), elements.offset(), elements.length());
            }
        }
        return null;
    }

    /// OUI and type of a vendor's element: `0x0050_f201` is WPA's; 0 if it is too short for one.
    static int vendorType(MemorySegment segment, Elements element) {
        return element.length() < Integer.BYTES
                ? NO_TYPE
                : segment.get(INT_BIG_ENDIAN, element.offset());
    }

    private Elements elements() {
        return new Elements().wrap(segment(), 0, octets.length);
    }

    private MemorySegment segment() {
        return MemorySegment.ofArray(octets);
    }

    /// A copy of the octets.
    public byte[] octets() {
        return octets.clone();
    }

    /// How many octets.
    public int length() {
        return octets.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ElementBlob blob && Arrays.equals(octets, blob.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /// In hexadecimal.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
