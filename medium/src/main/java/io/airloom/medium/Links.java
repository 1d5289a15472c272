package io.airloom.medium;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people order of an air that runs: how its nodes hear each other, and with how much power
/// they send. It comes on top of the {@link Propagation}, whichever that is; without orders,
/// nothing of it is asked.
///
/// ```
///   signal   what the model says, or what was ordered for the link; and as much more or less as
///            the sender's power has changed (the model's: since it was 20 dBm; an ordered one:
///            since the order)
///   heard    if the link is up and, where an order had a say in the signal, from −92 dBm on
///   lost     each try of a frame, and each acknowledgement, for itself, by its direction's loss
/// ```
///
/// −92 dBm is the noise that mac80211_hwsim's radios report of every channel
/// (`mac80211_hwsim_get_survey`): thermal noise in 20 MHz, −101 dBm, and 9 dB of the receiver's
/// own. What is weaker than the noise is not heard; what is not, is heard at every rate.
///
/// **Nodes, not radios.** Orders name nodes, which need not be there (yet): all radios of a node,
/// `ap1` and `ap1.2`, are meant ({@link Radio#node()}).
///
/// **Draws** depend on the seed, the number of the frame on its air, who sends, who hears, and the
/// try: on nothing else, not on what was asked before. Whoever asks twice is told the same.
///
/// All on the air's thread. Nothing is allocated but by orders.
public final class Links {
    /// With how much power radios send unless ordered, dBm.
    public static final int USUAL_POWER_DBM = 20;

    /// The weakest signal that is heard, where an order had a say in it, dBm.
    public static final int SENSITIVITY_DBM = -92;

    /// Signals that an order may ask for, dBm.
    public static final int MIN_SIGNAL_DBM = -110;

    /// Signals that an order may ask for, dBm.
    public static final int MAX_SIGNAL_DBM = -1;

    /// Powers that an order may ask for, dBm: either way.
    public static final int MAX_POWER_DBM = 60;

    /// Links with orders, one way each.
    public static final int MAX_LINKS = 1 << 16;

    /// Tells the draws of acknowledgements from those of frames.
    private static final long ACKNOWLEDGEMENT = 0x6163_6b6e_6f77_6c65L;

    private final long seed;
    private final Map<String, Sender> senders = new HashMap<>();
    private int links;
    private int lossyLinks;

    /// Orders of what one node sends.
    private static final class Sender {
        private final Map<String, Link> links = new HashMap<>();
        private int powerDbm = USUAL_POWER_DBM;
    }

    /// Orders of what one node sends to another.
    private static final class Link {
        private boolean up = true;
        private double loss;
        private long lossChance;
        private boolean signalOrdered;
        private int gainDb;
    }

    /// No orders.
    public Links(long seed) {
        this.seed = seed;
    }

    // ---- orders ---------------------------------------------------------------------------------

    /// Says whether `to` hears `from`.
    ///
    /// @throws IllegalStateException if there are {@link #MAX_LINKS} already
    public void up(String from, String to, boolean up) {
        link(from, to).up = up;
    }

    /// Says how many of the tries are lost, of all: 0 … 1.
    ///
    /// @throws IllegalStateException if there are {@link #MAX_LINKS} already
    public void loss(String from, String to, double loss) {
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss=" + loss);
        }
        Link link = link(from, to);
        lossyLinks += (loss > 0 ? 1 : 0) - (link.loss > 0 ? 1 : 0);
        link.loss = loss;
        link.lossChance = Draws.chance(loss);
    }

    /// Says how strongly `to` hears `from`, with the power that it has now.
    ///
    /// @throws IllegalStateException if there are {@link #MAX_LINKS} already
    public void signal(String from, String to, int dbm) {
        if (dbm < MIN_SIGNAL_DBM || dbm > MAX_SIGNAL_DBM) {
            throw new IllegalArgumentException("signalDbm=" + dbm);
        }
        Link link = link(from, to);
        link.signalOrdered = true;
        link.gainDb = dbm - powerDbm(from);
    }

    /// Says with how much power a node sends.
    ///
    /// @throws IllegalStateException if there are {@link #MAX_LINKS} senders already
    public void power(String node, int dbm) {
        if (dbm < -MAX_POWER_DBM || dbm > MAX_POWER_DBM) {
            throw new IllegalArgumentException("powerDbm=" + dbm);
        }
        sender(node).powerDbm = dbm;
    }

    /// Forgets all orders.
    public void reset() {
        senders.clear();
        links = 0;
        lossyLinks = 0;
    }

    private Sender sender(String node) {
        Sender known = senders.get(node);
        if (known != null) {
            return known;
        }
        if (senders.size() == MAX_LINKS) {
            throw new IllegalStateException("senders=" + MAX_LINKS);
        }
        Sender sender = new Sender();
        senders.put(node, sender);
        return sender;
    }

    private Link link(String from, String to) {
        Sender sender = sender(from);
        Link known = sender.links.get(to);
        if (known != null) {
            return known;
        }
        if (links == MAX_LINKS) {
            throw new IllegalStateException("links=" + MAX_LINKS);
        }
        links++;
        Link link = new Link();
        sender.links.put(to, link);
        return link;
    }

    // ---- what was ordered -----------------------------------------------------------------------

    /// Whether `to` may hear `from`.
    public boolean isUp(String from, String to) {
        Link link = linkOrNull(from, to);
        return link == null || link.up;
    }

    /// How many of the tries are lost, of all: 0 … 1.
    public double loss(String from, String to) {
        Link link = linkOrNull(from, to);
        return link == null ? 0 : link.loss;
    }

    /// With how much power a node sends.
    public int powerDbm(String node) {
        Sender sender = senders.get(node);
        return sender == null ? USUAL_POWER_DBM : sender.powerDbm;
    }

    /// How strong the signal of `from` is at `to`, heard or not, −110 … −1.
    ///
    /// @param modelDbm what the model says
    public int signalDbm(String from, String to, int modelDbm) {
        Sender sender = senders.get(from);
        return sender == null ? modelDbm : signalDbm(sender, sender.links.get(to), modelDbm);
    }

    /// All links with orders, in no order. Allocates.
    public List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        senders.forEach((from, sender) ->
                sender.links.forEach((to, link) -> orders.add(order(from, sender, to, link))));
        return orders;
    }

    private static Order order(String from, Sender sender, String to, Link link) {
        Integer signal = link.signalOrdered ? signalDbm(sender, link, 0) : null;
        return new Order(from, to, link.up, link.loss, signal);
    }

    /// What was ordered of one direction of a link.
    ///
    /// @param signalDbm null if the model says it
    public record Order(
            String from, String to, boolean up, double loss, @Nullable Integer signalDbm) {}

    /// All nodes that send with an unusual power, and with which. Allocates.
    public Map<String, Integer> powers() {
        Map<String, Integer> powers = new HashMap<>();
        senders.forEach((node, sender) -> {
            if (sender.powerDbm != USUAL_POWER_DBM) {
                powers.put(node, sender.powerDbm);
            }
        });
        return powers;
    }

    private @Nullable Link linkOrNull(String from, String to) {
        Sender sender = senders.get(from);
        return sender == null ? null : sender.links.get(to);
    }

    private static int signalDbm(Sender sender, @Nullable Link link, int modelDbm) {
        int signal =
                link != null && link.signalOrdered
                        ? link.gainDb + sender.powerDbm
                        : modelDbm + sender.powerDbm - USUAL_POWER_DBM;
        return Math.clamp(signal, MIN_SIGNAL_DBM, MAX_SIGNAL_DBM);
    }

    // ---- the way of a frame ---------------------------------------------------------------------

    /// Is there anything to be asked at all?
    boolean isOrdered() {
        return !senders.isEmpty();
    }

    /// Is any try of any frame lost, so that it has to be asked which?
    boolean isLossy() {
        return lossyLinks > 0;
    }

    /// The signal at which `to` hears `from`, or {@link Propagation#NOT_HEARD}.
    ///
    /// @param modelDbm what the model says
    /// @param faintest what an order had a say in and is weaker, is not heard, dBm
    int heardDbm(Radio from, Radio to, int modelDbm, int faintest) {
        Sender sender = senders.get(from.node());
        if (sender == null || modelDbm == Propagation.NOT_HEARD) {
            return modelDbm;
        }
        Link link = sender.links.get(to.node());
        if (link != null && !link.up) {
            return Propagation.NOT_HEARD;
        }
        boolean ordered = link != null && link.signalOrdered;
        if (!ordered && sender.powerDbm == USUAL_POWER_DBM) {
            return modelDbm;
        }
        int signal = signalDbm(sender, link, modelDbm);
        return signal < faintest ? Propagation.NOT_HEARD : signal;
    }

    /// The first of so many tries that is not lost on its way from `from` to `to`; 0 if all are.
    int firstHeard(long frame, Radio from, Radio to, int tries) {
        long chance = lossChance(from, to);
        if (chance == 0) {
            return 1;
        }
        long way = way(frame, from, to);
        for (int attempt = 1; attempt <= tries; attempt++) {
            if (!isLost(way, attempt, chance)) {
                return attempt;
            }
        }
        return 0;
    }

    /// The first of so many tries of which neither the frame nor its acknowledgement is lost; 0 if
    /// there is none.
    int firstAnswered(long frame, Radio from, Radio to, int tries) {
        long chance = lossChance(from, to);
        long answerChance = lossChance(to, from);
        if (chance == 0 && answerChance == 0) {
            return 1;
        }
        long way = way(frame, from, to);
        long wayBack = way(frame, to, from) ^ ACKNOWLEDGEMENT;
        for (int attempt = 1; attempt <= tries; attempt++) {
            if (!isLost(way, attempt, chance) && !isLost(wayBack, attempt, answerChance)) {
                return attempt;
            }
        }
        return 0;
    }

    /// Is a try of a frame lost on its way from `from` to `to`?
    boolean losesTry(long frame, Radio from, Radio to, int attempt) {
        long chance = lossChance(from, to);
        return chance != 0 && isLost(way(frame, from, to), attempt, chance);
    }

    /// Is the acknowledgement of a try of a frame that `to` has sent lost on its way to it?
    boolean losesAnswer(long frame, Radio from, Radio to, int attempt) {
        long chance = lossChance(from, to);
        return chance != 0 && isLost(way(frame, from, to) ^ ACKNOWLEDGEMENT, attempt, chance);
    }

    private long lossChance(Radio from, Radio to) {
        Link link = linkOrNull(from.node(), to.node());
        return link == null ? 0 : link.lossChance;
    }

    private long way(long frame, Radio from, Radio to) {
        return Draws.way(seed, frame, from, to);
    }

    private static boolean isLost(long way, int attempt, long chance) {
        return Draws.happens(way + attempt * Draws.GOLDEN, chance);
    }
}
