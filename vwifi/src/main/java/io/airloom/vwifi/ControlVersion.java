package io.airloom.vwifi;

/// The dialects of vwifi-ctrl: numbers of the orders, and how wide distances are.
public enum ControlVersion {
    /// Up to v4.1.
    V4(4, Float.BYTES),
    /// v5.0 and v5.1.
    V5_0(5, Float.BYTES),
    /// v5.2 to v5.6.
    V5(5, Double.BYTES),
    /// v6.0 to v7.1. Orders that can only be of v4 or v5 are understood, too.
    V7(7, Double.BYTES);

    private final int numbering;
    private final int distanceLength;

    ControlVersion(int numbering, int distanceLength) {
        this.numbering = numbering;
        this.distanceLength = distanceLength;
    }

    /// Whose numbers the orders have: 4, 5 or 7.
    int numbering() {
        return numbering;
    }

    /// Octets of a distance or a scale.
    int distanceLength() {
        return distanceLength;
    }
}
