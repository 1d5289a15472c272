package io.airloom.lab;

import java.util.List;

/// Looks at the machine and says what it has, what is missing and what mends it.
public final class Doctor {
    private Doctor() {}

    /// All checks, in the order to show them. Changes nothing; takes a few seconds at most.
    public static List<Check> examine(Cache cache) {
        return List.of(Check.ok("cache", cache.root().toString()));
    }
}
