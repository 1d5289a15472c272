package io.airloom.top;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/// What of a row of things there is room for.
final class Fit {
    private Fit() {}

    /// Those that fit, in their order. Those of a lower rank get room first; of the others each
    /// that still fits.
    ///
    /// @param room columns for all of them
    /// @param width columns that one takes
    /// @param rank different for each
    static <T> List<T> of(List<T> all, int room, ToIntFunction<T> width, ToIntFunction<T> rank) {
        Set<Integer> ranks = new HashSet<>();
        int left = room;
        for (T one : all.stream().sorted(Comparator.comparingInt(rank)).toList()) {
            int needed = width.applyAsInt(one);
            if (needed <= left) {
                left -= needed;
                ranks.add(rank.applyAsInt(one));
            }
        }
        return all.stream().filter(one -> ranks.contains(rank.applyAsInt(one))).toList();
    }
}
