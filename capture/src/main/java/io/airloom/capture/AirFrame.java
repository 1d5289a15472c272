package io.airloom.capture;

import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.PhyRate;
import io.airloom.ieee80211.Radiotap;
import io.airloom.ieee80211.RadiotapHeader;
import io.airloom.medium.Outcome;
import io.airloom.medium.TapRecord;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A frame that was on the air, for the slow side: a copy with its sender's name and what became of
/// it.
///
/// @param number counted from 1 on this stream
/// @param epochNanos when it was announced, in nanoseconds since 1970
/// @param node what people call the sender: the name of its radio
/// @param freqMhz centre of the primary 20 MHz channel; 0 if unknown
/// @param rateIndex of the first leg; negative if there is none
/// @param rateFlags what `rateIndex` means: the flags of {@link PhyRate}
/// @param tries on all legs
/// @param ackSignalDbm at which the sender heard the acknowledgement; −100 if it did not
/// @param copies receivers that took it
/// @param drops receivers that should have got it and could not take it
/// @param originalLength octets that it had, at least as many as there are in `octets`
/// @param octets the MPDU without FCS; not to be changed
@SuppressWarnings("ArrayRecordComponent") // A frame of thousands: no copy, and nobody compares.
public record AirFrame(
        long number,
        long epochNanos,
        String node,
        int freqMhz,
        int rateIndex,
        int rateFlags,
        int tries,
        boolean ackExpected,
        boolean acknowledged,
        int ackSignalDbm,
        int copies,
        int drops,
        int originalLength,
        byte[] octets) {

    private static final byte[] NOT_COPIED = {};
    private static final int NO_RATE = -1;
    private static final RadiotapHeader NO_HEADER =
            new RadiotapHeader(0, 0, Radiotap.UNKNOWN, false, Radiotap.UNKNOWN, 0);

    /// A copy of what a tap has recorded.
    public static AirFrame of(long number, String node, TapRecord record) {
        byte[] octets = new byte[record.frameLength()];
        MemorySegment.copy(
                record.frame(),
                ValueLayout.JAVA_BYTE,
                record.frameOffset(),
                octets,
                0,
                octets.length);
        return of(number, node, record, octets);
    }

    /// A copy of a frame of a capture, as far as that tells; null if it is not 802.11. What
    /// receivers did no capture tells, nor the rate.
    public static @Nullable AirFrame of(long number, Packet packet) {
        FrameView view = new FrameView();
        if (!packet.frame(view)) {
            return null;
        }
        byte[] octets = new byte[view.length()];
        MemorySegment.copy(
                view.segment(), ValueLayout.JAVA_BYTE, view.offset(), octets, 0, octets.length);
        RadiotapHeader found = packet.radiotap();
        RadiotapHeader header = found == null ? NO_HEADER : found;
        boolean told = header.txFlags() != Radiotap.UNKNOWN;
        boolean ackExpected = told && (header.txFlags() & RadiotapHeader.TX_NO_ACK) == 0;
        boolean failed = told && (header.txFlags() & RadiotapHeader.TX_FAILED) != 0;
        int missing = Math.max(0, packet.originalLength() - packet.length());
        return new AirFrame(
                number,
                packet.epochNanos(),
                packet.interfaceName(),
                header.freqMhz(),
                NO_RATE,
                0,
                told ? header.retries() + 1 : 0,
                ackExpected,
                ackExpected && !failed,
                header.signalDbm() == Radiotap.UNKNOWN ? Outcome.NO_SIGNAL_DBM : header.signalDbm(),
                0,
                0,
                octets.length + missing,
                octets);
    }

    /// The same without the octets.
    static AirFrame fateOf(TapRecord record) {
        return of(0, "", record, NOT_COPIED);
    }

    private static AirFrame of(long number, String node, TapRecord record, byte[] octets) {
        return new AirFrame(
                number,
                record.epochNanos(),
                node,
                record.freqMhz(),
                record.rateIndex(),
                record.rateFlags(),
                record.tries(),
                record.ackExpected(),
                record.acknowledged(),
                record.ackSignalDbm(),
                record.copies(),
                record.drops(),
                record.originalLength(),
                octets);
    }

    /// This frame as another one of its stream.
    public AirFrame withNumber(long other) {
        return new AirFrame(
                other,
                epochNanos,
                node,
                freqMhz,
                rateIndex,
                rateFlags,
                tries,
                ackExpected,
                acknowledged,
                ackSignalDbm,
                copies,
                drops,
                originalLength,
                octets);
    }

    /// Moves `view` over the frame's octets.
    public FrameView view(FrameView view) {
        view.wrap(MemorySegment.ofArray(octets), 0, octets.length);
        return view;
    }

    /// Rate of the first leg in units of 100 kbit/s; 0 if unknown.
    public int rateHundredKbps() {
        return PhyRate.hundredKbps(rateIndex, rateFlags, freqMhz);
    }

    /// Did the sender wait for an acknowledgement in vain?
    public boolean isLost() {
        return ackExpected && !acknowledged;
    }
}
