package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LiveLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks at the air of a lab four times a second, on a thread of its own, for a report's plots.
///
/// Bounded: when there are too many samples, every second one is forgotten, and from then on it
/// looks half as often. Any thread may ask; a lab that ends ends it.
public final class LabSampler implements AutoCloseable {
    /// Radios, links and channels of all samples that are kept together.
    static final int MAX_VALUES = 400_000;

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final LiveLab lab;
    private final Thread thread;
    private final List<AirSnapshot> samples = new ArrayList<>();
    private Duration interval = INTERVAL;
    private long values;

    private LabSampler(LiveLab lab) {
        this.lab = lab;
        this.thread = Thread.ofVirtual().name("airloom-samples").unstarted(this::run);
    }

    /// Starts to look.
    public static LabSampler start(LiveLab lab) {
        LabSampler sampler = new LabSampler(lab);
        sampler.thread.start();
        return sampler;
    }

    /// What was seen so far, in order of time.
    public synchronized List<AirSnapshot> samples() {
        return List.copyOf(samples);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                add(lab.snapshot());
                Thread.sleep(pause());
            }
        } catch (InterruptedException | EnvironmentException e) {
            // Closed, or the lab has ended: what was seen is there.
        }
    }

    private synchronized Duration pause() {
        return interval;
    }

    /// Adds a sample, and thins all out if they become too many.
    synchronized void add(AirSnapshot sample) {
        samples.add(sample);
        values += weight(sample);
        while (values > MAX_VALUES && samples.size() > 2) {
            thinOut();
        }
    }

    private void thinOut() {
        List<AirSnapshot> kept = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += 2) {
            kept.add(samples.get(i));
        }
        samples.clear();
        samples.addAll(kept);
        values = kept.stream().mapToLong(LabSampler::weight).sum();
        interval = interval.multipliedBy(2);
    }

    private static long weight(AirSnapshot sample) {
        return 1L + sample.radios().size() + sample.links().size() + sample.channels().size();
    }

    /// Looks a last time if the lab still answers, and ends.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            add(lab.snapshot());
        } catch (EnvironmentException e) {
            // It has ended before us.
        }
    }
}
