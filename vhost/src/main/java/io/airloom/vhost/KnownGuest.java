package io.airloom.vhost;

import io.airloom.guest.KnownRadio;
import java.util.List;

/// A guest that is on the air or was not long ago, with what is known of its radios.
///
/// @param node the name of the node whose socket it came through
/// @param process its virtual machine monitor; above 0. A guest that is plugged in again comes from
///   the same process, a machine that was started anew from another one
public record KnownGuest(String node, int process, List<KnownRadio> radios) {
    public KnownGuest {
        if (process <= 0) {
            throw new IllegalArgumentException("process=" + process);
        }
        radios = List.copyOf(radios);
    }
}
