package io.airloom.hostwifi;

import java.util.List;

/// What a device was on before somebody asked for something else.
///
/// @param network what it was on; [Values#NO_PATH] if nothing
/// @param enabled what it was allowed to join by itself, where that has to be remembered
record Former(String network, List<String> enabled) {
    static final Former NOTHING = new Former(Values.NO_PATH, List.of());

    Former {
        enabled = List.copyOf(enabled);
    }

    boolean isNothing() {
        return network.equals(Values.NO_PATH);
    }
}
