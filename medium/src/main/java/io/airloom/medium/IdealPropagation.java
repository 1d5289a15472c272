package io.airloom.medium;

/// Everybody hears everybody on the first try, at −30 dBm.
public final class IdealPropagation implements Propagation {
    /// As of a neighbour on the same table.
    public static final int SIGNAL_DBM = -30;

    /// It knows nothing.
    public IdealPropagation() {}

    @Override
    public int signalDbm(Transmission transmission, Radio from, Radio to) {
        return SIGNAL_DBM;
    }

    @Override
    public int ackSignalDbm(Transmission transmission, Radio from, Radio to) {
        return SIGNAL_DBM;
    }
}
