package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.AirSnapshot;
import java.util.Locale;

/// The radios of an air and the links between them, as two tables.
final class LinksTable {
    private static final double HUNDRED_KBPS_PER_MBPS = 10;

    private final AirSnapshot air;

    LinksTable(AirSnapshot air) {
        this.air = air;
    }

    /// Prints them; nothing of what there is not.
    void print(Terminal terminal) {
        if (!air.radios().isEmpty()) {
            terminal.print(radio("RADIO", "MHZ", "FRAMES", "OCTETS", "TRIES", "LOST", "DBM", ""));
        }
        for (AirSnapshot.Radio radio : air.radios()) {
            terminal.print(
                    radio(
                            Printable.line(radio.node()),
                            radio.freqMhz() == 0 ? "-" : String.valueOf(radio.freqMhz()),
                            count(radio.frames()),
                            count(radio.octets()),
                            count(radio.tries()),
                            count(radio.lost()),
                            String.valueOf(radio.powerDbm()),
                            radio.present() ? "" : "gone"));
        }
        if (!air.links().isEmpty()) {
            terminal.print(
                    link(
                            "FROM", "TO", "DBM", "MBIT/S", "FRAMES", "OCTETS", "TRIES", "LOST",
                            "ORDERED"));
        }
        for (AirSnapshot.Link link : air.links()) {
            terminal.print(
                    link(
                            Printable.line(link.from()),
                            Printable.line(link.to()),
                            String.valueOf(link.signalDbm()),
                            rate(link.rateHundredKbps()),
                            count(link.frames()),
                            count(link.octets()),
                            count(link.tries()),
                            count(link.lost()),
                            ordered(link)));
        }
    }

    private static String radio(Object... cells) {
        return String.format(Locale.ROOT, "  %-12s %9s %12s %14s %8s %8s %6s  %s", cells)
                .stripTrailing();
    }

    private static String link(Object... cells) {
        return String.format(Locale.ROOT, "  %-12s %-12s %6s %7s %12s %14s %8s %8s  %s", cells)
                .stripTrailing();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String rate(int hundredKbps) {
        return hundredKbps == 0
                ? "-"
                : String.format(Locale.ROOT, "%.1f", hundredKbps / HUNDRED_KBPS_PER_MBPS);
    }

    private static String ordered(AirSnapshot.Link link) {
        if (!link.up()) {
            return "down";
        }
        return link.loss() > 0 ? String.format(Locale.ROOT, "loss %.0f %%", 100 * link.loss()) : "";
    }
}
