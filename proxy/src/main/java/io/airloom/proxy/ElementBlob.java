package io.airloom.proxy;

import java.util.Arrays;
import java.util.HexFormat;

/// Elements of a beacon or probe response, back to back (IEEE 802.11-2020 §9.4.2), as they were
/// heard: nobody has checked them.
public final class ElementBlob {
    private final byte[] octets;

    private ElementBlob(byte[] octets) {
        this.octets = octets;
    }

    /// The elements in a copy of these octets.
    public static ElementBlob of(byte[] octets) {
        return new ElementBlob(octets.clone());
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
    public boolean equals(Object other) {
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
