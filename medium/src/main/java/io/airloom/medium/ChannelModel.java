package io.airloom.medium;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A channel as radios know it: signals fall with distance, weak ones are lost rather than strong
/// ones, at high rates rather than at low ones, and each try takes its time on a frequency that
/// radios share.
///
/// ```
///   signal   20 dBm − 20·log10(4π·f / c) − 10·n·log10(d / m)     d from 1 m on
///   lost     ErrorRate: signal, rate, length
///   time     Contention
/// ```
///
/// The loss in the first metre is free space's at the frame's own frequency. What people order of
/// powers, signals and losses comes on top ([Links]).
public final class ChannelModel implements Propagation {
    private static final double METRES_PER_MICROSECOND = 299.792458;
    private static final int USUAL_FREQ_MHZ = 2412;

    /// Pairs of radios of which something is remembered, so that no two of 256 that have come one
    /// after the other are in each other's way.
    private static final int REMEMBERED = 1 << 16;

    private static final int RADIOS = 257;
    private static final int NOBODY = -1;

    private final ChannelSettings settings;
    private final ErrorRate errors;
    private final Map<String, Position> positions = new HashMap<>();
    private final long[] pairs = new long[REMEMBERED];
    private final double[] beyondFirst = new double[REMEMBERED];
    private int lastFreqMhz;
    private double lastFirstDb = firstMetreDb(0);

    /// A channel of that kind.
    public ChannelModel(ChannelSettings settings) {
        this.settings = settings;
        this.errors = new ErrorRate(settings.noiseFigureDb());
        reset();
    }

    @Override
    public int signalDbm(Transmission transmission, Radio from, Radio to) {
        int signal = Links.USUAL_POWER_DBM - lossDb(from, to, transmission.freqMhz());
        return Math.min(Links.MAX_SIGNAL_DBM, signal);
    }

    @Override
    public int ackSignalDbm(Transmission transmission, Radio from, Radio to) {
        return signalDbm(transmission, to, from);
    }

    @Override
    public ErrorRate errors() {
        return errors;
    }

    @Override
    public boolean takesTime() {
        return true;
    }

    @Override
    public boolean place(String node, Position position) {
        if (positions.size() >= Links.MAX_LINKS && !positions.containsKey(node)) {
            throw new IllegalStateException("positions=" + Links.MAX_LINKS);
        }
        positions.put(node, position);
        forget();
        return true;
    }

    @Override
    public void reset() {
        positions.clear();
        positions.putAll(settings.positions());
        forget();
    }

    private void forget() {
        Arrays.fill(pairs, NOBODY);
    }

    /// The same both ways. Remembered, because logarithms take longer than the rest of a frame.
    private int lossDb(Radio from, Radio to, int freqMhz) {
        long low = Math.min(from.id(), to.id());
        long pair = low << Integer.SIZE | Math.max(from.id(), to.id());
        int at = (int) (low * RADIOS + Math.max(from.id(), to.id())) & (REMEMBERED - 1);
        if (pairs[at] != pair) {
            pairs[at] = pair;
            beyondFirst[at] = beyondFirstDb(metres(from, to));
        }
        if (lastFreqMhz != freqMhz) {
            lastFreqMhz = freqMhz;
            lastFirstDb = firstMetreDb(freqMhz);
        }
        return (int) Math.rint(lastFirstDb + beyondFirst[at]);
    }

    private double metres(Radio from, Radio to) {
        Position here = positions.get(from.node());
        Position there = positions.get(to.node());
        return here == null || there == null ? 1 : here.distance(there);
    }

    /// What is lost of a signal on its way, in dB; as much as in the first metre if it is shorter.
    double lossDb(double metres, int freqMhz) {
        return firstMetreDb(freqMhz) + beyondFirstDb(metres);
    }

    private static double firstMetreDb(int freqMhz) {
        double mhz = freqMhz > 0 ? freqMhz : USUAL_FREQ_MHZ;
        return 20 * Math.log10(4 * Math.PI * mhz / METRES_PER_MICROSECOND);
    }

    private double beyondFirstDb(double metres) {
        return 10 * settings.exponent() * Math.log10(Math.max(1, metres));
    }
}
