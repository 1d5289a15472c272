package io.airloom.proxy;

/// How a guest's driver reads scan results. Both kinds of driver ask in the same words and with the
/// same version: which one a guest has can only be told by its owner.
public enum ScanLayout {
    /// Of drivers of 2022 up to June: no word on whether the scan is complete, no results by
    /// notification.
    B(8),
    /// Of all later ones.
    C(9);

    private final int fixedLength;

    ScanLayout(int fixedLength) {
        this.fixedLength = fixedLength;
    }

    /// Octets before the first network.
    int fixedLength() {
        return fixedLength;
    }
}
