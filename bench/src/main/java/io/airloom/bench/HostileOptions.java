package io.airloom.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What [HostileBench] shall do.
///
/// @param socket of the back end to attack; null to attack an air of ours in a process of its own
/// @param seed of the random violations
/// @param from the number of the random violation to begin with, counted from 0
/// @param violations how many random ones
/// @param named whether to commit those with a name first
public record HostileOptions(
        @Nullable Path socket, long seed, long from, long violations, boolean named) {
    /// Checks the numbers.
    public HostileOptions {
        if (from < 0) {
            throw new IllegalArgumentException("from=" + from);
        }
        if (violations < 0) {
            throw new IllegalArgumentException("violations=" + violations);
        }
    }
}
