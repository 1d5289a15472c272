package io.airloom.ieee80211;

import org.jspecify.annotations.Nullable;

/// Who has which address: turns MAC addresses into node names for people.
@FunctionalInterface
public interface Names {
    /// Knows nobody.
    Names NOBODY = address -> null;

    /// The name of the owner of an address, or null if nobody is known to own it.
    @Nullable String nameOf(long macAddress);
}
