package io.airloom.medium;

import io.airloom.ieee80211.Modulation;

/// Errors per octet by modulation and signal to noise ratio, in white noise. For tables: it
/// computes.
///
/// **OFDM.** Bit errors of BPSK and square QAM (Proakis, Digital Communications, §4.3), then the
/// union bound of a Viterbi decoder with hard decisions over the first ten weights of the code's
/// spectrum (Haccoun and Bégin 1989). Receivers decide softly, which is worth about 2 dB; so the
/// curves stand 2 dB to the left. That is within 1.5 dB of the table of the 802.11ax evaluation
/// methodology (11-14/571) at 1000 octets, pessimistic at 9 and 24 Mb/s, where it is most.
///
/// **802.11b.** A chip has 20/11 of the noise's bandwidth. 1 Mb/s: DBPSK, ½·e^(−γ), 11 chips a bit.
/// 2 Mb/s: DQPSK, 11 chips for two bits (Proakis' bound with π/(4·√2)). 5.5 and 11 Mb/s: the union
/// bound over the distances between code words, which are made here as IEEE 802.11-2020 §16.3.6.5
/// says, doubled because their phase is differential. Without multipath, so optimistic for 5.5 and
/// 11 Mb/s.
final class ErrorCurves {
    private static final double SOFT_DECISIONS_DB = 2;
    private static final double NOISE_PER_CHIP = 20.0 / 11;
    private static final int CHIPS = 11;
    private static final int CODE_CHIPS = 8;

    /// Paths of weight `FREE[i]`, `FREE[i]` + 1, … in the code of rate 1/2, 2/3, 3/4 and 5/6: bits
    /// in error.
    private static final int[] FREE = {10, 6, 5, 4};

    private static final double[][] PATHS = {
        {11, 0, 38, 0, 193, 0, 1331, 0, 7275, 0},
        {1, 16, 48, 158, 642, 2435, 9174, 34_701, 131_533, 499_312},
        {8, 31, 160, 892, 4512, 23_297, 120_976, 624_304, 3_229_885, 16_721_329},
        {14, 69, 654, 4996, 39_677, 314_973, 2_503_576, 19_875_546, 157_824_160, 1_253_169_928}
    };

    private static final double[] CCK_5_5_DISTANCES = distances(2, false, Math.PI / 2);
    private static final double[] CCK_11_DISTANCES = distances(4, true, 0);

    private ErrorCurves() {}

    /// How many errors an octet has; a frame of n octets is whole with e^(−n times that).
    ///
    /// @param snrDb signal to noise in 20 MHz, of one stream
    static double errorsPerOctet(Modulation modulation, double snrDb) {
        double snr = Math.pow(10, snrDb / 10);
        double soft = Math.pow(10, (snrDb + SOFT_DECISIONS_DB) / 10);
        return switch (modulation) {
            case DSSS_1 -> perOctet(0.5 * Math.exp(-CHIPS * NOISE_PER_CHIP * snr), 8);
            case DSSS_2 -> {
                double angle = Math.sin(Math.PI / (4 * Math.sqrt(2)));
                yield perOctet(q(Math.sqrt(2 * CHIPS * NOISE_PER_CHIP * snr) * angle), 8);
            }
            case CCK_5_5 -> perOctet(codeError(CCK_5_5_DISTANCES, NOISE_PER_CHIP * snr), 2);
            case CCK_11 -> perOctet(codeError(CCK_11_DISTANCES, NOISE_PER_CHIP * snr), 1);
            case BPSK_1_2 -> decoded(0, 2, soft);
            case BPSK_3_4 -> decoded(2, 2, soft);
            case QPSK_1_2 -> decoded(0, 4, soft);
            case QPSK_3_4 -> decoded(2, 4, soft);
            case QAM16_1_2 -> decoded(0, 16, soft);
            case QAM16_3_4 -> decoded(2, 16, soft);
            case QAM64_2_3 -> decoded(1, 64, soft);
            case QAM64_3_4 -> decoded(2, 64, soft);
            case QAM64_5_6 -> decoded(3, 64, soft);
            case QAM256_3_4 -> decoded(2, 256, soft);
            case QAM256_5_6 -> decoded(3, 256, soft);
        };
    }

    /// So many draws an octet, of which each fails with that probability.
    private static double perOctet(double failure, int draws) {
        return -draws * Math.log1p(-Math.min(failure, 1));
    }

    private static double decoded(int code, int points, double snr) {
        double bit = bitError(points, snr);
        double union = 0;
        for (int i = 0; i < PATHS[code].length; i++) {
            union += PATHS[code][i] * pathError(FREE[code] + i, bit);
        }
        return perOctet(union, 8);
    }

    private static double bitError(int points, double snr) {
        if (points == 2) {
            return 0.5 * erfc(Math.sqrt(snr));
        }
        double tail = erfc(Math.sqrt(3 * snr / (2 * (points - 1))));
        double side = 1 - 1 / Math.sqrt(points);
        double symbol = 2 * side * tail - side * side * tail * tail;
        return symbol * Math.log(2) / Math.log(points);
    }

    /// More than half of `weight` bits are wrong; half of them half of the time.
    private static double pathError(int weight, double bit) {
        double sum = 0;
        double ways = 1;
        for (int wrong = 0; wrong <= weight; wrong++) {
            if (2 * wrong >= weight) {
                double share = 2 * wrong == weight ? 0.5 : 1;
                sum += share * ways * Math.pow(bit, wrong) * Math.pow(1 - bit, weight - wrong);
            }
            ways = ways * (weight - wrong) / (wrong + 1);
        }
        return sum;
    }

    // ---- 802.11b --------------------------------------------------------------------------------

    private static double codeError(double[] distances, double chipSnr) {
        double union = 0;
        for (double distance : distances) {
            union += q(Math.sqrt(distance * chipSnr / 2));
        }
        return 2 * union;
    }

    /// Squared distances of all other code words from the first one; from each, they are the same.
    ///
    /// @param choices of the second and the last phase
    /// @param third does the third phase say something, too?
    /// @param secondStart of the second phase
    private static double[] distances(int choices, boolean third, double secondStart) {
        double step = 2 * Math.PI / choices;
        int thirds = third ? choices : 1;
        double[] all = new double[4 * choices * thirds * choices - 1];
        double[][] first = word(0, secondStart, 0, 0);
        for (int i = 1; i <= all.length; i++) {
            int second = i / 4 % choices;
            int fourth = i / (4 * choices) % choices;
            int turns = i / (4 * choices * choices);
            double phase1 = i % 4 * Math.PI / 2;
            double phase2 = secondStart + second * step;
            double[][] word = word(phase1, phase2, turns * step, fourth * step);
            all[i - 1] = distance(first, word);
        }
        return all;
    }

    private static double[][] word(double p1, double p2, double p3, double p4) {
        double[] phases = {
            p1 + p2 + p3 + p4,
            p1 + p3 + p4,
            p1 + p2 + p4,
            p1 + p4 + Math.PI,
            p1 + p2 + p3,
            p1 + p3,
            p1 + p2 + Math.PI,
            p1
        };
        double[][] word = new double[CODE_CHIPS][];
        for (int i = 0; i < CODE_CHIPS; i++) {
            word[i] = new double[] {Math.cos(phases[i]), Math.sin(phases[i])};
        }
        return word;
    }

    private static double distance(double[][] one, double[][] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double re = one[i][0] - other[i][0];
            double im = one[i][1] - other[i][1];
            sum += re * re + im * im;
        }
        return sum;
    }

    // ---- the normal distribution ----------------------------------------------------------------

    private static double q(double x) {
        return 0.5 * erfc(x / Math.sqrt(2));
    }

    /// The complementary error function for x ≥ 0: its series where that is short, else its
    /// continued fraction (Abramowitz and Stegun 7.1.6 and 7.1.14).
    static double erfc(double x) {
        if (x < 2) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 60; n++) {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
        }
        double fraction = x;
        for (int n = 60; n > 0; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
    }
}
