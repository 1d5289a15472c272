package io.airloom.lab;

import java.util.List;

/// What an air has carried and how, at one moment.
///
/// @param epochNanos when, in nanoseconds since 1970
/// @param medium all together, since the air began
/// @param radios that are on it, or were and have sent frames, in the order of their joining
/// @param links between radios that have exchanged frames since the air began
public record AirSnapshot(
        long epochNanos, LabReport.Medium medium, List<Radio> radios, List<Link> links) {
    public AirSnapshot {
        radios = List.copyOf(radios);
        links = List.copyOf(links);
    }

    /// A radio.
    ///
    /// @param node its name
    /// @param freqMhz of the last frame that it sent; 0 if it has not sent any
    /// @param frames that it sent
    /// @param octets of those frames
    /// @param lost frames that were not acknowledged and should have been
    /// @param tries of all its frames
    /// @param powerDbm with which it sends
    public record Radio(
            String node,
            boolean present,
            int freqMhz,
            long frames,
            long octets,
            long lost,
            long tries,
            int powerDbm) {}

    /// What one radio sends to another: unicast frames.
    ///
    /// @param signalDbm at which `to` hears `from`
    /// @param rateHundredKbps of the last data frame; 0 if there was none
    /// @param up whether `to` hears `from` at all
    /// @param loss of each try, as ordered: 0 … 1
    public record Link(
            String from,
            String to,
            int signalDbm,
            int rateHundredKbps,
            boolean up,
            double loss,
            long frames,
            long octets,
            long lost,
            long tries) {}
}
