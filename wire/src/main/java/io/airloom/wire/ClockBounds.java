package io.airloom.wire;

/// How the clock of an agent relates to the host's: **offset** = host − agent, and its **drift**.
///
/// Nothing can come before it was sent. So each message up, sent at the agent's time `a` and
/// received at the host's time `h`, says that the offset was at most `h − a`; each message down,
/// sent at `h` and received at `a`, that it was at least `h − a`. Two bounds, no averages: a
/// message that was late says less, never something wrong, and how the delay divides between the
/// two ways needs no guess.
///
/// ```
///   offset
///     ▲   ╲ upper, loosened with age       ●  message up
///     │ ●──╲_●────────────────●───         ○  message down
///     │  ┄┄┄┄┄┄┄┄ estimate ┄┄┄┄┄┄
///     │ ○──╱‾○────────○───────────
///     └──────────────────────────────▶ host's time
/// ```
///
/// With age both bounds are loosened by how much the clocks may have drifted apart: first by
/// [#DRIFT_LIMIT], later by what remains of it, since two pairs of bounds some time apart bound the
/// drift as well. While the drift stays as it is, the true offset is never outside.
///
/// A bound that contradicts the other one proves a step (a guest was suspended, or somebody has set
/// a clock): everything before it is forgotten.
///
/// Any numbers may come in: an agent that lies gets nonsense for itself. For one thread.
public final class ClockBounds {
    /// How quickly two clocks may drift apart: 500 ppm, which is as much as Linux lets NTP correct.
    public static final double DRIFT_LIMIT = 500e-6;

    /// By how much the drift's bounds are loosened each time that they are looked at: quartz warms
    /// up.
    private static final double DRIFT_WANDER = 0.5e-6;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long EVALUATION_NANOS = NANOS_PER_SECOND;
    private static final long ANCHOR_NANOS = 16 * NANOS_PER_SECOND;
    private static final double PPM = 1e6;

    /// All offsets are kept as differences to the first one, which doubles can hold.
    private long base;

    private boolean any;
    private long timeNanos;
    private double lower = Double.NEGATIVE_INFINITY;
    private double upper = Double.POSITIVE_INFINITY;
    private double leastDrift = -DRIFT_LIMIT;
    private double mostDrift = DRIFT_LIMIT;
    private long steps;

    /// Bounds of some time ago, and those that will take their place.
    private final Anchor old = new Anchor();

    private final Anchor young = new Anchor();
    private long evaluatedNanos;

    private static final class Anchor {
        private boolean set;
        private long timeNanos;
        private double lower;
        private double upper;

        void set(long timeNanos, double lower, double upper) {
            this.set = true;
            this.timeNanos = timeNanos;
            this.lower = lower;
            this.upper = upper;
        }
    }

    /// Two clocks of which nothing is known.
    public ClockBounds() {}

    /// A message came up.
    ///
    /// @param agentSentNanos when it was sent, on the agent's clock
    /// @param hostReceivedNanos when it came, on the host's clock
    public void up(long agentSentNanos, long hostReceivedNanos) {
        double bound = observe(hostReceivedNanos - agentSentNanos, hostReceivedNanos);
        bound += mostDrift * (timeNanos - hostReceivedNanos);
        if (bound < lower) {
            forget();
        }
        upper = Math.min(upper, bound);
        evaluate();
    }

    /// A message went down. It may be told later than others that were sent after it.
    ///
    /// @param hostSentNanos when it was sent, on the host's clock
    /// @param agentReceivedNanos when it came, on the agent's clock
    public void down(long hostSentNanos, long agentReceivedNanos) {
        double bound = observe(hostSentNanos - agentReceivedNanos, hostSentNanos);
        bound += leastDrift * (timeNanos - hostSentNanos);
        if (bound > upper) {
            forget();
        }
        lower = Math.max(lower, bound);
        evaluate();
    }

    /// Has a message gone each way?
    public boolean isKnown() {
        return upper - lower < Double.POSITIVE_INFINITY;
    }

    /// The host's clock minus the agent's at a time of the host's; 0 if it is not known.
    public long offsetNanos(long hostNanos) {
        if (!isKnown()) {
            return 0;
        }
        double drift = (leastDrift + mostDrift) / 2;
        double middle = (lower + upper) / 2 + drift * (hostNanos - timeNanos);
        return base + Math.round(middle);
    }

    /// How far the true offset may be from the estimated one at a time of the host's, either way;
    /// −1 if nothing is known.
    public long uncertaintyNanos(long hostNanos) {
        if (!isKnown()) {
            return -1;
        }
        double spread = (mostDrift - leastDrift) / 2 * Math.abs((double) (hostNanos - timeNanos));
        return (long) Math.ceil((upper - lower) / 2 + spread);
    }

    /// How much quicker the host's clock goes than the agent's, in millionths.
    public double driftPpm() {
        return (leastDrift + mostDrift) / 2 * PPM;
    }

    /// How far the true drift may be from that, either way, in millionths.
    public double driftUncertaintyPpm() {
        return (mostDrift - leastDrift) / 2 * PPM;
    }

    /// How often one of the clocks was seen to step.
    public long steps() {
        return steps;
    }

    /// How long a message was on its way up: never negative. Tell it to [#up] before.
    public long upNanos(long agentSentNanos, long hostReceivedNanos) {
        return Math.max(0, hostReceivedNanos - agentSentNanos - offsetNanos(hostReceivedNanos));
    }

    /// How long a message was on its way down: never negative. Tell it to [#down] before.
    public long downNanos(long hostSentNanos, long agentReceivedNanos) {
        return Math.max(0, agentReceivedNanos - hostSentNanos + offsetNanos(hostSentNanos));
    }

    /// Lets the bounds age up to a time, if that is not past already.
    ///
    /// @return the offset as a difference to the base
    private double observe(long offset, long hostNanos) {
        if (!any) {
            any = true;
            base = offset;
            timeNanos = hostNanos;
            evaluatedNanos = hostNanos;
        }
        long elapsed = hostNanos - timeNanos;
        if (elapsed > 0) {
            lower += leastDrift * elapsed;
            upper += mostDrift * elapsed;
            timeNanos = hostNanos;
        }
        return (double) (offset - base);
    }

    /// A clock has stepped: what is known is of another time.
    private void forget() {
        steps++;
        lower = Double.NEGATIVE_INFINITY;
        upper = Double.POSITIVE_INFINITY;
        leastDrift = -DRIFT_LIMIT;
        mostDrift = DRIFT_LIMIT;
        old.set = false;
        young.set = false;
    }

    /// Now and then, what the bounds of some time ago and those of now say of the drift.
    private void evaluate() {
        if (!isKnown() || timeNanos - evaluatedNanos < EVALUATION_NANOS) {
            return;
        }
        evaluatedNanos = timeNanos;
        if (old.set) {
            narrowDrift(timeNanos - old.timeNanos);
        }
        if (!young.set) {
            young.set(timeNanos, lower, upper);
            old.set(timeNanos, lower, upper);
        } else if (timeNanos - young.timeNanos >= ANCHOR_NANOS) {
            old.set(young.timeNanos, young.lower, young.upper);
            young.set(timeNanos, lower, upper);
        }
    }

    private void narrowDrift(long elapsed) {
        double least = Math.max((lower - old.upper) / elapsed, leastDrift - DRIFT_WANDER);
        double most = Math.min((upper - old.lower) / elapsed, mostDrift + DRIFT_WANDER);
        if (least <= most) {
            leastDrift = Math.max(least, -DRIFT_LIMIT);
            mostDrift = Math.min(most, DRIFT_LIMIT);
        }
    }
}
