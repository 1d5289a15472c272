package io.airloom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One way between two stacks, and what was measured on it: the air, or a floor.
final class PairPath {
    private static final Pattern PING_TIME = Pattern.compile("time=([0-9.]+) ms");
    private static final Pattern TCP_RATE = Pattern.compile("([0-9.]+) Kbits/sec\\s+receiver");
    private static final Pattern START =
            Pattern.compile("(?m)^([0-9.]+): Successfully initialized wpa_supplicant");
    private static final Pattern CONNECTED =
            Pattern.compile("(?m)^([0-9.]+): .*CTRL-EVENT-CONNECTED");
    private static final double KILO = 1000;

    private final String name;
    private final List<Double> associationSeconds = new ArrayList<>();
    private final List<Double> pingMillis = new ArrayList<>();
    private final List<Double> tcpMegabits = new ArrayList<>();

    /// @param name for people: `air`
    PairPath(String name) {
        this.name = name;
    }

    /// Reads the log of a supplicant that was started and has associated.
    void addAssociation(String log) {
        double start = number(START, log, "wpa_supplicant did not say when it started");
        double end = number(CONNECTED, log, "wpa_supplicant did not associate");
        associationSeconds.add(end - start);
    }

    /// Reads what ping has written.
    void addPings(String output) {
        Matcher times = PING_TIME.matcher(output);
        int before = pingMillis.size();
        while (times.find()) {
            pingMillis.add(Double.parseDouble(times.group(1)));
        }
        if (pingMillis.size() == before) {
            throw new BackEndException("no ping was answered (" + name + ")");
        }
    }

    /// Reads what iperf3 has written with `-f k`.
    void addTcp(String output) {
        tcpMegabits.add(number(TCP_RATE, output, "iperf3 did not finish (" + name + ")") / KILO);
    }

    /// What came out.
    PairReport.Path figures() {
        return new PairReport.Path(
                name,
                quantile(associationSeconds, 0.5),
                quantile(associationSeconds, 1),
                pingMillis.size(),
                new PairReport.Ping(
                        quantile(pingMillis, 0),
                        quantile(pingMillis, 0.5),
                        quantile(pingMillis, 0.9),
                        quantile(pingMillis, 0.99),
                        quantile(pingMillis, 1)),
                quantile(tcpMegabits, 0.5));
    }

    /// The value below which so large a part of all lies; NaN of none.
    static double quantile(List<Double> values, double part) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min((int) (part * sorted.size()), sorted.size() - 1));
    }

    private static double number(Pattern pattern, String text, String otherwise) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            String end = text.substring(Math.max(0, text.length() - 300)).strip();
            throw new BackEndException(String.format(Locale.ROOT, "%s: %s", otherwise, end));
        }
        return Double.parseDouble(found.group(1));
    }
}
