package io.airloom.medium;

import io.airloom.ieee80211.Modulation;
import io.airloom.ieee80211.PhyRate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How likely a frame is lost that arrives with a signal, by how it was sent and how long it is, in
/// white noise.
///
/// ```
///   noise   −174 dBm/Hz + 10·log10(width) + noise figure: −92 dBm in 20 MHz with 9 dB
///   SNR     signal − noise, and less for each doubling of streams, which share the power: 3 dB
///   lost    1 − e^(−octets · h(modulation, SNR))
/// ```
///
/// What others send at the same time is noise, too; by pieces, if they do not all the time.
///
/// `h`, errors per octet, comes from {@link ErrorCurves}, for whole decibels; so it is a table and
/// an exponential that is one, too. More signal never loses more, nor does a shorter frame.
public final class ErrorRate {
    static final int MIN_SNR_DB = -20;
    static final int MAX_SNR_DB = 60;

    private static final int FCS_LENGTH = 4;
    private static final int THERMAL_20_MHZ_DBM = -101;
    private static final Map<Modulation, double[]> ERRORS_PER_OCTET = errorsPerOctet();

    // 1 − e^(−x) for x = 0 … 32, in steps; linear between them.
    private static final int STEPS = 64;
    private static final int MOST = 32;
    private static final double[] LOST = lost();

    /// Of streams, from 1: what one of them has less than all, in dB.
    private static final int[] STREAMS_DB = {0, 3, 5, 6, 7, 8, 8, 9};

    private final int noiseDbm;

    /// @param noiseFigureDb of all receivers
    ErrorRate(int noiseFigureDb) {
        this.noiseDbm = THERMAL_20_MHZ_DBM + noiseFigureDb;
    }

    private static Map<Modulation, double[]> errorsPerOctet() {
        Map<Modulation, double[]> table = new EnumMap<>(Modulation.class);
        for (Modulation modulation : Modulation.values()) {
            double[] errors = new double[MAX_SNR_DB - MIN_SNR_DB + 1];
            for (int snr = MIN_SNR_DB; snr <= MAX_SNR_DB; snr++) {
                errors[snr - MIN_SNR_DB] = ErrorCurves.errorsPerOctet(modulation, snr);
            }
            table.put(modulation, errors);
        }
        return table;
    }

    private static double[] lost() {
        double[] table = new double[MOST * STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = -Math.expm1(-(double) i / STEPS);
        }
        return table;
    }

    /// The noise of receivers in 20 MHz.
    int noiseDbm() {
        return noiseDbm;
    }

    /// How likely one try of a frame is lost, 0 … 1.
    ///
    /// @param index of its rate
    /// @param flags bits of {@link PhyRate}
    /// @param octets without FCS
    /// @param others what else is on the air meanwhile; null if nothing is
    double lost(
            int index,
            int flags,
            int freqMhz,
            int octets,
            int signalDbm,
            @Nullable Interference others) {
        Modulation modulation = Modulation.of(index, flags, freqMhz);
        int streamsDb = streamsDb(index, flags, freqMhz);
        int noise = noiseDbm + widthDb(index, flags, freqMhz);
        return lost(modulation, octets + FCS_LENGTH, signalDbm - streamsDb, noise, others);
    }

    /// How likely the acknowledgement of such a frame is lost, 0 … 1; or its RTS or CTS.
    ///
    /// @param octets with FCS
    double controlLost(
            int index,
            int flags,
            int freqMhz,
            int octets,
            int signalDbm,
            @Nullable Interference others) {
        Modulation modulation = Modulation.of(index, flags, freqMhz).ofAcknowledgement();
        return lost(modulation, octets, signalDbm, noiseDbm, others);
    }

    private static double lost(
            Modulation modulation,
            int octets,
            int signalDbm,
            int noiseDbm,
            @Nullable Interference others) {
        if (others == null) {
            return lost(modulation, octets, signalDbm - noiseDbm);
        }
        if (others.isMissed()) {
            return 1;
        }
        double expected = 0;
        for (int i = 0; i < others.pieces(); i++) {
            double all = Interference.milliwatts(noiseDbm) + others.milliwattsIn(i);
            int snr = (int) Math.rint(signalDbm - 10 * Math.log10(all));
            expected += others.share(i) * octets * errorsPerOctet(modulation, snr);
        }
        return lost(expected);
    }

    /// @param octets all that there are
    static double lost(Modulation modulation, int octets, int snrDb) {
        return lost(octets * errorsPerOctet(modulation, snrDb));
    }

    private static double errorsPerOctet(Modulation modulation, int snrDb) {
        if (snrDb >= MAX_SNR_DB) {
            return 0;
        }
        double[] errors = Objects.requireNonNull(ERRORS_PER_OCTET.get(modulation));
        return errors[Math.max(MIN_SNR_DB, snrDb) - MIN_SNR_DB];
    }

    private static double lost(double expected) {
        if (expected >= MOST) {
            return 1;
        }
        double at = expected * STEPS;
        int below = (int) at;
        return LOST[below] + (at - below) * (LOST[below + 1] - LOST[below]);
    }

    /// What a receiver that is as wide as such a rate has more of noise.
    private static int widthDb(int index, int flags, int freqMhz) {
        return isModulated(index, flags, freqMhz)
                ? 3 * Integer.numberOfTrailingZeros(PhyRate.widthMhz(flags) / 20)
                : 0;
    }

    /// What one stream of such a rate has less than all of them.
    private static int streamsDb(int index, int flags, int freqMhz) {
        return isModulated(index, flags, freqMhz)
                ? STREAMS_DB[PhyRate.streams(index, flags) - 1]
                : 0;
    }

    private static boolean isModulated(int index, int flags, int freqMhz) {
        return (flags & (PhyRate.HT_MCS | PhyRate.VHT_MCS)) != 0
                && PhyRate.hundredKbps(index, flags, freqMhz) != PhyRate.NONE;
    }
}
