package io.airloom.proxy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// How often each [ProxyCounter] has happened. Any thread.
final class ProxyCounters {
    private final Map<ProxyCounter, LongAdder> counts = new EnumMap<>(ProxyCounter.class);

    ProxyCounters() {
        for (ProxyCounter counter : ProxyCounter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    void count(ProxyCounter counter) {
        adder(counter).increment();
    }

    long of(ProxyCounter counter) {
        return adder(counter).sum();
    }

    private LongAdder adder(ProxyCounter counter) {
        return Objects.requireNonNull(counts.get(counter));
    }

    /// All of them, as they are now.
    Map<ProxyCounter, Long> all() {
        Map<ProxyCounter, Long> all = new EnumMap<>(ProxyCounter.class);
        counts.forEach((counter, count) -> all.put(counter, count.sum()));
        return all;
    }
}
