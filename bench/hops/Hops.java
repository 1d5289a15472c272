import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the time of a ping between two UML guests goes: reads what `perf script` says of the run that
/// `measure` beside this file makes, and writes the median of each hop as JSON and as a picture.
///
/// A ping is found by its first kick: an eight-octet write of a UML kernel after 8 ms without one. From there the hops follow
/// each other by the first event of their kind; a ping of which one is missing does not count.
final class Hops {
    private static final Pattern LINE =
            Pattern.compile("\\s*(.+?)\\s+(\\d+)/(\\d+)\\s+\\[\\d+]\\s+([\\d.]+):\\s+(\\S+):\\s+(.*)");
    private static final double QUIET_SECONDS = 0.008;
    private static final double LONGEST_SECONDS = 0.010;

    private static final List<String> NAMES =
            List.of(
                    "A's kick wakes the air",
                    "the air, to B's interrupt",
                    "the interrupt wakes B's kernel",
                    "B: interrupt, mac80211, ICMP, kick",
                    "B's kick wakes the air",
                    "the air, to A's interrupt",
                    "the interrupt wakes A's kernel",
                    "A: interrupt, mac80211, wakes ping");

    private record Event(double seconds, String comm, int tid, String name, String detail) {
        boolean ofAir() {
            return comm.startsWith("airloom-air");
        }

        boolean ofGuest(int guest) {
            return tid == guest;
        }

        boolean isWrite() {
            return name.endsWith("sys_enter_write");
        }

        boolean isAwake() {
            return name.endsWith("sys_exit_epoll_wait");
        }

        boolean wakes(int guest) {
            return name.endsWith("signal_generate") && detail.contains("pid=" + guest + " ");
        }
    }

    public static void main(String[] args) throws IOException {
        List<Event> events = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            Matcher m = LINE.matcher(line);
            if (m.matches() && (m.group(1).startsWith("airloom-air") || m.group(1).equals("linux"))) {
                events.add(
                        new Event(
                                Double.parseDouble(m.group(4)),
                                m.group(1),
                                Integer.parseInt(m.group(3)),
                                m.group(5),
                                m.group(6)));
            }
        }
        List<double[]> pings = pings(events);
        if (pings.isEmpty()) {
            throw new IllegalStateException("no whole ping in " + events.size() + " events");
        }
        double[] medians = new double[NAMES.size()];
        for (int hop = 0; hop < medians.length; hop++) {
            int h = hop;
            double[] sorted = pings.stream().mapToDouble(p -> p[h]).sorted().toArray();
            medians[hop] = sorted[sorted.length / 2];
        }
        Files.writeString(Path.of(args[1]), json(medians, pings.size()));
        Files.writeString(Path.of(args[2]), picture(medians, pings.size()));
    }

    private static List<double[]> pings(List<Event> events) {
        List<double[]> pings = new ArrayList<>();
        double lastKick = 0;
        for (int i = 0; i < events.size(); i++) {
            Event kick = events.get(i);
            if (kick.isWrite() && kick.comm().equals("linux")) {
                if (kick.seconds() - lastKick > QUIET_SECONDS) {
                    double[] hops = follow(events, i);
                    if (hops.length > 0) {
                        pings.add(hops);
                    }
                }
                lastKick = kick.seconds();
            }
        }
        return pings;
    }

    /// The hops of the ping that begins with the kick at `start`, in µs; empty if it is not whole.
    private static double[] follow(List<Event> events, int start) {
        int a = events.get(start).tid();
        int b = -1;
        double[] at = new double[NAMES.size() + 1];
        at[0] = events.get(start).seconds();
        int hop = 1;
        for (int i = start + 1; i < events.size() && hop < at.length; i++) {
            Event e = events.get(i);
            if (e.seconds() - at[0] > LONGEST_SECONDS) {
                break;
            }
            if (hop == 2 && e.ofAir() && e.name().endsWith("signal_generate") && !e.wakes(a)) {
                Matcher m = Pattern.compile(" pid=(\\d+) ").matcher(e.detail());
                b = m.find() ? Integer.parseInt(m.group(1)) : -1;
            }
            boolean found =
                    switch (hop) {
                        case 1, 5 -> e.ofAir() && e.isAwake();
                        case 2 -> b >= 0;
                        case 3 -> e.ofGuest(b) && e.isAwake();
                        case 4 -> e.ofGuest(b) && e.isWrite();
                        case 6 -> e.ofAir() && e.wakes(a);
                        case 7 -> e.ofGuest(a) && e.isAwake();
                        default -> e.ofGuest(a) && e.name().endsWith("sched_waking") && e.detail().contains("comm=linux");
                    };
            if (found) {
                at[hop++] = e.seconds();
            }
        }
        double[] hops = new double[hop == at.length ? NAMES.size() : 0];
        for (int i = 0; i < hops.length; i++) {
            hops[i] = (at[i + 1] - at[i]) * 1e6;
        }
        return hops;
    }

    private static String json(double[] medians, int pings) {
        StringBuilder out = new StringBuilder("{\"pings\":" + pings + ",\"hops\":[");
        for (int i = 0; i < medians.length; i++) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%s%n  {\"name\":\"%s\",\"medianMicros\":%.1f}",
                            i == 0 ? "" : ",",
                            NAMES.get(i),
                            medians[i]));
        }
        return out.append("\n]}\n").toString();
    }

    private static String picture(double[] medians, int pings) {
        double sum = 0;
        for (double median : medians) {
            sum += median;
        }
        StringBuilder out = new StringBuilder();
        int height = 44 + 26 * medians.length;
        line(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 %d\" font-family=\"sans-serif\" font-size=\"13\">", height);
        line(out, "<rect width=\"900\" height=\"%d\" fill=\"#fff\"/>", height);
        line(out, "<text x=\"10\" y=\"22\">A ping between two UML guests: %.0f µs in all (medians of %d pings)</text>", sum, pings);
        double x = 0;
        for (int i = 0; i < medians.length; i++) {
            double width = 480 * medians[i] / sum;
            String color = NAMES.get(i).contains("wakes the air") || NAMES.get(i).contains("wakes A's k") || NAMES.get(i).contains("wakes B's k")
                    ? "#d98a3d" : NAMES.get(i).startsWith("the air") ? "#3d7dd9" : "#6a9f58";
            int y = 40 + 26 * i;
            line(out, "<text x=\"10\" y=\"%d\">%s</text>", y + 15, NAMES.get(i));
            line(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"%s\"/>", 270 + x, y, Math.max(width, 1), color);
            line(out, "<text x=\"765\" y=\"%d\">%.0f µs, %.0f %%</text>", y + 15, medians[i], 100 * medians[i] / sum);
            x += width;
        }
        return out.append("</svg>\n").toString();
    }

    private static void line(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
