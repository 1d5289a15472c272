package io.airloom.medium;

import io.airloom.ieee80211.PhyRate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each radio of an air has sent, and to whom. Kept by name, so that a radio that comes again
/// goes on counting; radios of the same name count together.
///
/// Bounded: of radios that have left, the last {@link #MAX_ABSENT} that had sent anything are
/// remembered; of links, the first {@link #MAX_LINKS}. All on the air's thread; nothing is
/// allocated per frame.
public final class Figures {
    /// Radios that are remembered when they have left.
    public static final int MAX_ABSENT = 1024;

    /// Pairs of radios, one way each.
    public static final int MAX_LINKS = 1 << 14;

    private final Map<String, Sender> senders = new LinkedHashMap<>();
    private final Set<Sender> absent = new LinkedHashSet<>();
    private int links;

    /// None so far.
    Figures() {}

    /// What a radio has sent.
    ///
    /// @param present whether it is on the air
    /// @param freqMhz of its last frame; 0 if it has not sent any
    /// @param airNanos that its tries took, on an air on which they take time
    public record Sent(String name, boolean present, int freqMhz, Total total, long airNanos) {}

    /// What a radio has sent to another: unicast frames.
    ///
    /// @param modelDbm how strong the last frame was there that could be heard, orders aside
    /// @param rateHundredKbps of the last try of the last data frame; 0 if there was none
    public record Link(String from, String to, int modelDbm, int rateHundredKbps, Total total) {}

    /// How much it was.
    ///
    /// @param lost frames that should have been acknowledged and were not
    /// @param tries of all frames
    public record Total(long frames, long octets, long lost, long tries) {}

    /// Adds up.
    static class Tally {
        private long frames;
        private long octets;
        private long lost;
        private long tries;

        void add(Transmission transmission, boolean isLost, int attempts) {
            frames++;
            octets += transmission.frameLength();
            lost += isLost ? 1 : 0;
            tries += attempts;
        }

        Total total() {
            return new Total(frames, octets, lost, tries);
        }
    }

    /// One name's.
    static final class Sender extends Tally {
        private final String name;
        private final Map<Sender, Way> ways = new HashMap<>();
        private @Nullable Way last;
        private int freqMhz;
        private int radios;
        private long airNanos;

        private Sender(String name) {
            this.name = name;
        }

        /// A try of it took so long.
        void used(long nanos) {
            airNanos += nanos;
        }
    }

    /// From one name to another.
    private static final class Way extends Tally {
        private final Sender to;
        private int modelDbm = IdealPropagation.SIGNAL_DBM;
        private int rateIndex = -1;
        private int rateFlags;
        private int freqMhz;

        Way(Sender to) {
            this.to = to;
        }
    }

    /// A radio is on the air.
    Sender joined(String name) {
        Sender sender = senders.computeIfAbsent(name, Sender::new);
        absent.remove(sender);
        sender.radios++;
        return sender;
    }

    /// It has left.
    void left(Sender sender) {
        sender.radios--;
        if (sender.radios > 0) {
            return;
        }
        absent.add(sender);
        if (sender.total().frames() == 0) {
            forget(sender);
        } else if (absent.size() > MAX_ABSENT) {
            forget(absent.iterator().next());
        }
    }

    private void forget(Sender sender) {
        absent.remove(sender);
        senders.remove(sender.name);
        links -= sender.ways.size();
        for (Sender other : senders.values()) {
            if (other.ways.remove(sender) != null) {
                links--;
                other.last = null;
            }
        }
    }

    /// A frame was sent.
    void sent(Sender sender, Transmission transmission, Outcome outcome) {
        boolean lost = transmission.ackExpected() && !outcome.acknowledged();
        int tries = outcome.tries();
        sender.freqMhz = transmission.freqMhz();
        sender.add(transmission, lost, tries);
        Radio addressee = outcome.addressee();
        Way way = addressee == null ? null : way(sender, addressee.figures());
        if (way == null) {
            return;
        }
        way.add(transmission, lost, tries);
        if (outcome.modelDbm() != Propagation.NOT_HEARD) {
            way.modelDbm = outcome.modelDbm();
        }
        int leg = outcome.legs() - 1;
        if (leg >= 0 && transmission.isData()) {
            way.rateIndex = transmission.rateIndex(leg);
            way.rateFlags = transmission.rateFlags(leg);
            way.freqMhz = transmission.freqMhz();
        }
    }

    private @Nullable Way way(Sender from, Sender to) {
        Way last = from.last;
        if (last != null && last.to == to) {
            return last;
        }
        Way way = from.ways.get(to);
        if (way == null && links < MAX_LINKS) {
            links++;
            way = new Way(to);
            from.ways.put(to, way);
        }
        from.last = way;
        return way;
    }

    /// All radios that are on the air, or were and have sent something, in the order of their first
    /// joining. Allocates.
    public List<Sent> radios() {
        List<Sent> radios = new ArrayList<>();
        for (Sender sender : senders.values()) {
            boolean present = sender.radios > 0;
            radios.add(
                    new Sent(
                            sender.name, present, sender.freqMhz, sender.total(), sender.airNanos));
        }
        return radios;
    }

    /// All links between them, in the order of their senders. Allocates.
    public List<Link> links() {
        List<Link> all = new ArrayList<>();
        for (Sender from : senders.values()) {
            for (Way way : from.ways.values()) {
                int rate = PhyRate.hundredKbps(way.rateIndex, way.rateFlags, way.freqMhz);
                all.add(new Link(from.name, way.to.name, way.modelDbm, rate, way.total()));
            }
        }
        return all;
    }
}
