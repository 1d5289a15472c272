package io.airloom.medium;

import org.jspecify.annotations.Nullable;

/// What else is on the air at a receiver while a PPDU comes in: power by pieces of its time.
///
/// ```
///   the PPDU     ├──────────────────────────┤
///   others            ├────────┤
///                          ├───────────┤
///   pieces       ├────┼────┼───┼───────┼────┤      each with the sum of the others' powers
/// ```
///
/// Errors of octets add up ([ErrorRate]), so piece by piece is exact, and as short as anything
/// else.
///
/// **Which one a receiver follows.** It can follow one PPDU at a time. Of those that begin within
/// [#TRAINING_NANOS] of each other, that is the strongest; later it gives one up only for another
/// that is [#RESTART_DB] stronger, as common chips do («message in message»). It hears none while
/// it sends.
final class Interference {
    /// As long as the training fields of a preamble.
    static final long TRAINING_NANOS = 16_000;

    /// How much stronger a later one has to be.
    static final int RESTART_DB = 10;

    /// More of them at a time are taken to be there all the time.
    private static final int MAX_OTHERS = 64;

    private static final int WEAKEST_DBM = -200;
    private static final double[] MILLIWATTS = milliwattTable();

    private @Nullable OnAir air;
    private @Nullable Ppdu ppdu;
    private final double[] powers = new double[MAX_OTHERS];
    private final long[] starts = new long[MAX_OTHERS];
    private final long[] ends = new long[MAX_OTHERS];
    private final double[] shares = new double[2 * MAX_OTHERS + 1];
    private final double[] sums = new double[2 * MAX_OTHERS + 1];
    private int others;
    private int pieces;
    private double everywhere;
    private boolean missed;

    private static double[] milliwattTable() {
        double[] table = new double[Links.MAX_POWER_DBM - WEAKEST_DBM + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.pow(10, (i + WEAKEST_DBM) / 10.0);
        }
        return table;
    }

    static double milliwatts(int dbm) {
        return MILLIWATTS[Math.clamp(dbm, WEAKEST_DBM, Links.MAX_POWER_DBM) - WEAKEST_DBM];
    }

    /// From now on it is about that PPDU.
    void during(OnAir air, Ppdu ppdu) {
        this.air = air;
        this.ppdu = ppdu;
    }

    /// From now on there is none.
    void end() {
        air = null;
        ppdu = null;
    }

    /// Finds out what it is at a receiver.
    ///
    /// @param signalDbm of the PPDU there
    /// @return is there any?
    boolean gather(Radio at, int signalDbm) {
        others = 0;
        everywhere = 0;
        missed = false;
        OnAir all = air;
        Ppdu received = ppdu;
        if (all == null || received == null) {
            return false;
        }
        for (int i = 0; i < all.size(); i++) {
            Ppdu other = all.at(i);
            if (other != received && other.overlaps(received)) {
                add(other.from() == at, other, all.dbm(other, at), received, signalDbm);
            }
        }
        if (others > 0) {
            cut(received.startNanos(), received.endNanos());
        }
        return others > 0 || missed;
    }

    private void add(boolean own, Ppdu other, int dbm, Ppdu received, int signalDbm) {
        if (own) {
            missed = true;
            return;
        }
        if (dbm < Links.MIN_SIGNAL_DBM) {
            return;
        }
        long later = received.startNanos() - other.startNanos();
        if (dbm >= OnAir.PREAMBLE_DBM && later > -TRAINING_NANOS) {
            int needed = later < TRAINING_NANOS ? 1 : RESTART_DB;
            missed |= signalDbm < dbm + needed;
        }
        if (others == MAX_OTHERS) {
            everywhere += milliwatts(dbm);
            return;
        }
        powers[others] = milliwatts(dbm);
        starts[others] = other.startNanos();
        ends[others++] = other.endNanos();
    }

    /// Cuts the time where any of the others begins or ends.
    private void cut(long startNanos, long endNanos) {
        pieces = 0;
        long from = startNanos;
        while (from < endNanos) {
            long to = endNanos;
            double sum = everywhere;
            for (int i = 0; i < others; i++) {
                if (starts[i] > from) {
                    to = Math.min(to, starts[i]);
                } else if (ends[i] > from) {
                    to = Math.min(to, ends[i]);
                    sum += powers[i];
                }
            }
            shares[pieces] = (double) (to - from) / (endNanos - startNanos);
            sums[pieces++] = sum;
            from = to;
        }
    }

    /// Can the receiver not follow the PPDU at all?
    boolean isMissed() {
        return missed;
    }

    int pieces() {
        return pieces;
    }

    /// Of the PPDU's time, 0 … 1.
    double share(int piece) {
        return shares[piece];
    }

    /// Power of all others.
    double milliwattsIn(int piece) {
        return sums[piece];
    }
}
