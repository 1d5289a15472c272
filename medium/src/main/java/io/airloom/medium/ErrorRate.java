package io.airloom.medium;

import io.airloom.ieee80211.Modulation;
import io.airloom.ieee80211.PhyRate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// How likely a frame is lost that arrives with a signal, by how it was sent and how long it is, in
/// white noise.
///
/// ```
///   noise   −174 dBm/Hz + 10·log10(width) + noise figure: −92 dBm in 20 MHz with 9 dB
///   SNR     signal − noise, and less for each doubling of streams, which share the power: 3 dB
///   lost    1 − e^(−octets · h(modulation, SNR))
/// ```
///
/// `h`, errors per octet, comes from {@link ErrorCurves}, for whole decibels; so it is a table and
/// an exponential that is one, too. More signal never loses more, nor does a shorter frame.
public final class ErrorRate {
    static final int MIN_SNR_DB = -20;
    static final int MAX_SNR_DB = 60;

    private static final int FCS_LENGTH = 4;
    private static final int ACK_LENGTH = 14;
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

    /// How likely one try of a frame is lost, 0 … 1.
    ///
    /// @param index of its rate
    /// @param flags bits of {@link PhyRate}
    /// @param octets without FCS
    double lost(int index, int flags, int freqMhz, int octets, int signalDbm) {
        int snr = signalDbm - noiseDbm(index, flags, freqMhz);
        return lost(Modulation.of(index, flags, freqMhz), octets + FCS_LENGTH, snr);
    }

    /// How likely the acknowledgement of such a frame is lost, 0 … 1.
    double answerLost(int index, int flags, int freqMhz, int signalDbm) {
        Modulation modulation = Modulation.of(index, flags, freqMhz).ofAcknowledgement();
        return lost(modulation, ACK_LENGTH, signalDbm - noiseDbm);
    }

    /// @param octets all that there are
    static double lost(Modulation modulation, int octets, int snrDb) {
        if (snrDb >= MAX_SNR_DB) {
            return 0;
        }
        int snr = Math.max(MIN_SNR_DB, snrDb);
        double[] errors = Objects.requireNonNull(ERRORS_PER_OCTET.get(modulation));
        double expected = octets * errors[snr - MIN_SNR_DB];
        if (expected >= MOST) {
            return 1;
        }
        double at = expected * STEPS;
        int below = (int) at;
        return LOST[below] + (at - below) * (LOST[below + 1] - LOST[below]);
    }

    /// Noise as one stream of such a rate has it, against the signal of all of them.
    private int noiseDbm(int index, int flags, int freqMhz) {
        boolean modulated =
                (flags & (PhyRate.HT_MCS | PhyRate.VHT_MCS)) != 0
                        && PhyRate.hundredKbps(index, flags, freqMhz) != PhyRate.NONE;
        if (!modulated) {
            return noiseDbm;
        }
        int wider = Integer.numberOfTrailingZeros(PhyRate.widthMhz(flags) / 20);
        return noiseDbm + 3 * wider + STREAMS_DB[PhyRate.streams(index, flags) - 1];
    }
}
