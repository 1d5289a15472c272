package io.airloom.proxy;

import java.util.List;

/// What a scan has found: the answer to one, or the notification of what was found since.
///
/// @param isComplete whether the guest may end its scan; if not, a notification has to come within
///   ten seconds (layout C only)
/// @param networks the strongest first is kind, but not required
public record ScanResults(boolean isComplete, List<Bss> networks) implements Answer, Notification {
    public ScanResults {
        networks = List.copyOf(networks);
    }
}
