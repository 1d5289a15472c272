package io.airloom.report;

import java.time.Duration;
import java.util.Locale;

/// Numbers with their units, for people.
final class Figures {
    private static final long KIBI = 1024;
    private static final int SECONDS_PER_MINUTE = 60;

    private Figures() {}

    /// `12,345`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 frame`, `12,345 frames`.
    static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /// `38 ms`, `4.21 s`, `3 min 05 s`.
    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = time.toSeconds();
        return seconds < SECONDS_PER_MINUTE
                ? String.format(Locale.ROOT, "%.2f s", millis / 1e3)
                : String.format(
                        Locale.ROOT,
                        "%d min %02d s",
                        seconds / SECONDS_PER_MINUTE,
                        seconds % SECONDS_PER_MINUTE);
    }

    /// `214 µs`, `7.3 ms`.
    static String micros(double micros) {
        return micros < 1000
                ? Math.round(micros) + " µs"
                : String.format(Locale.ROOT, "%.1f ms", micros / 1000);
    }

    /// `740 B`, `12 KiB`, `3.4 MiB`.
    static String octets(long octets) {
        if (octets < KIBI) {
            return octets + " B";
        }
        return octets < KIBI * KIBI
                ? (octets + KIBI / 2) / KIBI + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", octets / (double) (KIBI * KIBI));
    }

    /// At most three digits behind the point, and none that says nothing: `0.25`, `20`.
    static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        String shorter = text.replaceFirst("\\.?0+$", "");
        return shorter.equals("-0") ? "0" : shorter;
    }

    /// A number beside an axis: `10,000`, `−40`, `0.25`.
    static String axis(double value) {
        String digits = Math.abs(value) >= 1000 ? count(Math.round(value)) : plain(value);
        return digits.replace('-', '−');
    }

    /// A distance between marks on an axis, of which about `marks` fit into `span`: 1, 2 or 5 times
    /// a power of ten.
    static double step(double span, int marks) {
        double least = span / marks;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int times : new int[] {1, 2, 5}) {
            if (times * power >= least) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
