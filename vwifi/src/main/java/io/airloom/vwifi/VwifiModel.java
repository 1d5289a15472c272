package io.airloom.vwifi;

import io.airloom.medium.Draws;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Propagation;
import io.airloom.medium.Radio;
import io.airloom.medium.Transmission;
import java.util.HashMap;
import java.util.Map;

/// Who hears what as vwifi-server decides it, wherever one of its clients or spies is sender or
/// receiver; for all other pairs, the model inside.
///
/// ```
///   attenuation = ⌊92.45 + 20·log10(f / GHz) + 20·log10(d / km)⌋ towards 0, 0 dB at d = 0
///   signal      = power − attenuation, −128 … −10 dBm
///   delivered   with loss on, from −39 dBm up always, below −91 never, linear between
/// ```
///
/// Everybody stands at the origin until placed; guests of other kinds send with {@link
/// #OTHERS_POWER_DBM}. Spies hear everything with the power that it was sent with, and are heard
/// so. The draws come from a seed: the same frames in the same order are lost in each run. All on
/// the air's thread, or before it starts.
public final class VwifiModel implements Propagation {
    /// What hwsim's radios send with unless told.
    public static final int OTHERS_POWER_DBM = 20;

    /// No signal is stronger: user space takes positive ones for broken.
    static final int MAX_SIGNAL_DBM = -10;

    /// What a record can say.
    static final int MIN_SIGNAL_DBM = -128;

    /// What kernels that are told by other ways than vwifi's can be told.
    private static final int MIN_OTHERS_SIGNAL_DBM = -110;

    private static final int DEFAULT_FREQ_MHZ = 2412;
    private static final int LOSS_STEPS = 53;
    private static final int LOSS_OFFSET_DB = 40;

    private final Propagation inside;
    private final long seed;
    private final Map<String, Position> others = new HashMap<>();
    private double scale = 1;
    private boolean loss;

    /// @param inside for pairs without a client of vwifi
    /// @param seed of the loss
    public VwifiModel(Propagation inside, long seed) {
        this.inside = inside;
        this.seed = seed;
    }

    /// Can frames be lost?
    public boolean loss() {
        return loss;
    }

    /// Lets frames be lost, or not.
    public void loss(boolean on) {
        loss = on;
    }

    /// Metres that one unit of a position is.
    public double scale() {
        return scale;
    }

    /// Says how many metres one unit of a position is: any finite number that is not negative.
    public void scale(double metres) {
        if (!(metres >= 0) || Double.isInfinite(metres)) {
            throw new IllegalArgumentException("metres=" + metres);
        }
        scale = metres;
    }

    /// Puts a guest of another kind somewhere.
    ///
    /// @param name of the radio
    public void place(String name, Position position) {
        others.put(name, position);
    }

    /// Metres between two positions.
    public double metres(Position one, Position other) {
        return scale * one.distance(other);
    }

    @Override
    public int signalDbm(Transmission transmission, Radio from, Radio to) {
        VwifiPeer sender = from.receiver() instanceof VwifiPeer peer ? peer : null;
        VwifiPeer hearer = to.receiver() instanceof VwifiPeer peer ? peer : null;
        if (sender == null && hearer == null) {
            return inside.signalDbm(transmission, from, to);
        }
        if (sender == hearer) {
            return IdealPropagation.SIGNAL_DBM;
        }
        if (hearer != null && !hearer.listensTo(transmission)) {
            return NOT_HEARD;
        }
        int power = sender == null ? OTHERS_POWER_DBM : sender.powerDbm();
        if ((sender != null && sender.isSpy()) || (hearer != null && hearer.isSpy())) {
            return hearer == null ? ofOthers(power) : power;
        }
        int signal = power - attenuationDb(from, to, transmission.freqMhz());
        signal = Math.clamp(signal, MIN_SIGNAL_DBM, MAX_SIGNAL_DBM);
        if (loss && isLost(signal, transmission.number(), to)) {
            return NOT_HEARD;
        }
        return hearer == null ? ofOthers(signal) : signal;
    }

    @Override
    public int ackSignalDbm(Transmission transmission, Radio from, Radio to) {
        if (!(from.receiver() instanceof VwifiPeer)
                && to.receiver() instanceof VwifiPeer acknowledging) {
            int attenuation = attenuationDb(from, to, transmission.freqMhz());
            return ofOthers(acknowledging.powerDbm() - attenuation);
        }
        return from.receiver() instanceof VwifiPeer
                ? IdealPropagation.SIGNAL_DBM
                : inside.ackSignalDbm(transmission, from, to);
    }

    private static int ofOthers(int signalDbm) {
        return Math.clamp(signalDbm, MIN_OTHERS_SIGNAL_DBM, MAX_SIGNAL_DBM);
    }

    private int attenuationDb(Radio from, Radio to, int freqMhz) {
        return attenuationDb(metres(position(from), position(to)), freqMhz);
    }

    static int attenuationDb(double metres, int freqMhz) {
        if (metres == 0) {
            return 0;
        }
        double ghz = (freqMhz == 0 ? DEFAULT_FREQ_MHZ : freqMhz) / 1e3;
        return (int) (92.45 + 20 * Math.log10(ghz) + 20 * Math.log10(metres / 1e3));
    }

    private Position position(Radio radio) {
        if (radio.receiver() instanceof VwifiPeer peer) {
            return peer.position();
        }
        return others.isEmpty()
                ? Position.ORIGIN
                : others.getOrDefault(radio.name(), Position.ORIGIN);
    }

    /// One draw a frame and receiver, the same however often it is asked for: the radios of one
    /// client lose a frame together, since they get one copy.
    private boolean isLost(int signalDbm, long frame, Radio to) {
        int receiver = to.receiver() instanceof VwifiPeer peer ? ~peer.station().cid() : to.id();
        long draw = Draws.mix(seed + Draws.mix(frame * Draws.GOLDEN + receiver));
        return (int) Long.remainderUnsigned(draw, LOSS_STEPS) + LOSS_OFFSET_DB <= -signalDbm;
    }
}
