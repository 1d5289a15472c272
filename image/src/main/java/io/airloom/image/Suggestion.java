package io.airloom.image;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what somebody probably meant.
public final class Suggestion {
    private Suggestion() {}

    /// `, did you mean "passphrase"?` if one of `known` is near `word`; else `; known are …`.
    public static String after(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest != null
                ? ", did you mean \"" + nearest + "\"?"
                : known.isEmpty() ? "" : "; known: " + String.join(", ", known);
    }

    /// The word of `known` that differs least, or null if none is near: at most a third of its
    /// letters may differ.
    public static @Nullable String nearest(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
            int allowed = Math.max(1, Math.max(candidate.length(), word.length()) / 3);
            if (distance <= allowed && distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /// Edit distance where a swap of two neighbours counts one (optimal string alignment). Words
    /// longer than 64 letters are near nothing.
    public static int distance(String a, String b) {
        if (a.length() > 64 || b.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(cost[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            cost[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
                least = Math.min(least, cost[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
