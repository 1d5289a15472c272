package io.airloom.report;

import java.util.Comparator;
import java.util.List;

/// Something that was measured over time.
///
/// @param title what
/// @param unit in what; `""` never
/// @param note how it was found, in a few words
/// @param fromZero whether its axis begins at zero
/// @param series at least one
record Plot(String title, String unit, String note, boolean fromZero, List<Series> series) {
    /// More lines than this nobody can tell apart.
    static final int MAX_SERIES = 12;

    /// @param series the ones with the largest values are kept, in their order
    Plot {
        List<Series> most =
                series.stream()
                        .filter(s -> !s.values.isEmpty())
                        .sorted(Comparator.comparingDouble(Series::largest).reversed())
                        .limit(MAX_SERIES)
                        .toList();
        int left = series.size() - most.size();
        note = left > 0 && most.size() == MAX_SERIES ? note + "; the largest " + MAX_SERIES : note;
        series = series.stream().filter(most::contains).toList();
    }

    /// Whether there is anything to draw.
    boolean isEmpty() {
        return series.isEmpty();
    }

    /// Where its axis begins.
    double bottom() {
        double smallest = series.stream().mapToDouble(Series::smallest).min().orElse(0);
        double step = Figures.step(Math.max(1, top() - smallest), 3);
        return fromZero ? 0 : Math.floor((smallest - 1) / step) * step;
    }

    /// Where it ends; above all values.
    double top() {
        double largest = series.stream().mapToDouble(Series::largest).max().orElse(0);
        return fromZero ? (largest > 0 ? largest * 1.1 : 1) : largest + 4;
    }
}
