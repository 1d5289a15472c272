package io.airloom.cli;

import io.airloom.ieee80211.Channel;
import io.airloom.medium.ChannelUse;
import java.util.List;
import java.util.Locale;

/// How much the channels of an air were used, as a table.
final class ChannelsTable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<ChannelUse> channels;

    ChannelsTable(List<ChannelUse> channels) {
        this.channels = channels;
    }

    /// Prints it; nothing if there are none.
    void print(Terminal terminal) {
        if (channels.isEmpty()) {
            return;
        }
        terminal.print(row("CHANNEL", "MHZ", "BUSY", "TRIES", "COLLISIONS", ""));
        for (ChannelUse use : channels) {
            int number = Channel.number(use.freqMhz());
            terminal.print(
                    row(
                            number == Channel.NONE ? "-" : String.valueOf(number),
                            String.valueOf(use.freqMhz()),
                            String.format(
                                    Locale.ROOT, "%,.3f s", use.busyNanos() / NANOS_PER_SECOND),
                            String.format(Locale.ROOT, "%,d", use.tries()),
                            String.format(Locale.ROOT, "%,d", use.collisions()),
                            collided(use)));
        }
    }

    private static String collided(ChannelUse use) {
        return use.collisions() == 0
                ? ""
                : String.format(
                        Locale.ROOT, "%.1f %% of tries", 100.0 * use.collisions() / use.tries());
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "  %-12s %9s %12s %14s %12s  %s", cells).stripTrailing();
    }
}
