package io.airloom.lab;

import io.airloom.medium.Latency;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many frames took how long through an air: counts that grow, so that two of them tell of the
/// frames between them, which percentiles do not.
///
/// @param frames by the steps of [Latency#counts()]; steps without frames are not there
public record LatencyCounts(SortedMap<Integer, Long> frames) {
    /// Of an air that has carried nothing, or does not tell.
    public static final LatencyCounts NONE = new LatencyCounts(new TreeMap<>());

    private static final double NANOS_PER_MICRO = 1000;

    public LatencyCounts {
        frames = Collections.unmodifiableSortedMap(new TreeMap<>(frames));
    }

    /// @throws IllegalArgumentException if there are other than [Latency#STEPS] steps
    static LatencyCounts of(long[] counts) {
        if (counts.length != Latency.STEPS) {
            throw new IllegalArgumentException("steps=" + counts.length);
        }
        SortedMap<Integer, Long> frames = new TreeMap<>();
        for (int step = 0; step < counts.length; step++) {
            if (counts[step] > 0) {
                frames.put(step, counts[step]);
            }
        }
        return new LatencyCounts(frames);
    }

    /// With those of another air that took the place of this one.
    LatencyCounts and(LatencyCounts next) {
        SortedMap<Integer, Long> all = new TreeMap<>(frames);
        next.frames.forEach((step, count) -> all.merge(step, count, Long::sum));
        return new LatencyCounts(all);
    }

    /// Those of the frames that were carried after `earlier` was taken of the same air.
    public LatencyCounts since(LatencyCounts earlier) {
        SortedMap<Integer, Long> news = new TreeMap<>();
        frames.forEach((step, count) -> {
            long more = count - earlier.frames.getOrDefault(step, 0L);
            if (more > 0) {
                news.put(step, more);
            }
        });
        return new LatencyCounts(news);
    }

    /// How many frames there are in all.
    public long total() {
        return frames.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The time in µs, good to a 23rd of it, within which this share of the frames came; 0 without
    /// frames.
    ///
    /// @param share 0 to 1
    public double micros(double share) {
        double wanted = share * total();
        long counted = 0;
        for (Map.Entry<Integer, Long> entry : frames.entrySet()) {
            counted += entry.getValue();
            if (counted >= wanted) {
                return Latency.nanosOf(entry.getKey()) / NANOS_PER_MICRO;
            }
        }
        return 0;
    }

    /// `STEP COUNT` for each step.
    List<String> texts() {
        return frames.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    /// Reads them.
    ///
    /// @throws IllegalArgumentException if they are none
    static LatencyCounts of(List<String> texts) {
        SortedMap<Integer, Long> frames = new TreeMap<>();
        for (String text : texts) {
            int blank = text.indexOf(' ');
            int step = Integer.parseInt(text.substring(0, Math.max(0, blank)));
            long count = Long.parseLong(text.substring(blank + 1));
            if (step < 0 || step >= Latency.STEPS || count < 0) {
                throw new IllegalArgumentException("latency=" + text);
            }
            frames.put(step, count);
        }
        return new LatencyCounts(frames);
    }
}
