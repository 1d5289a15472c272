package io.airloom.proxy;

import java.util.List;

/// Who makes networks up. Asked afresh at each scan and each connect, by any thread, and holds up
/// that guest alone.
@FunctionalInterface
public interface MadeUpProvider {
    /// Nobody.
    MadeUpProvider NONE = List::of;

    /// Those that there are now; those before come first where two have the same BSSID.
    List<MadeUpNetwork> networks();
}
