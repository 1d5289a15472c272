package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Words for data frames (IEEE 802.11-2020 §9.3.2).
final class DataWords {
    private static final int SUBFRAME_HEADER = 14;
    private static final int MESH_EXTENSION = 3;

    private DataWords() {}

    static void write(Draft draft, @Nullable String cipher) {
        FrameView view = draft.view;
        if (view.type().isWithoutBody()) {
            if (view.type() == FrameType.NULL || view.type() == FrameType.QOS_NULL) {
                draft.add(view.powerManagement() ? "going to doze" : "awake");
            }
        } else if (view.protectedFrame()) {
            protection(draft, cipher);
            if (view.isAggregateMsdu()) {
                draft.add("A-MSDU");
            }
            if (view.hasMeshControl()) {
                draft.add("mesh");
            }
        } else {
            clear(draft);
        }
        if (view.trafficIdentifier() > 0) {
            draft.add("TID " + view.trafficIdentifier());
        }
        relayed(draft);
    }

    /// Who it is really from and for, where that is not the transmitter or receiver.
    private static void relayed(Draft draft) {
        FrameView view = draft.view;
        long source = view.sourceAddress();
        long destination = view.destinationAddress();
        if (view.isAggregateMsdu()) {
            // The addresses are in the subframes.
            return;
        }
        if (source != view.transmitterAddress() && source != MacAddress.NONE) {
            draft.add("from " + draft.name(source));
        }
        if (destination != view.receiverAddress() && destination != MacAddress.NONE) {
            draft.add("for " + draft.name(destination));
        }
    }

    /// Cipher, key and packet number of a protected body.
    ///
    /// @param cipher what is known of the network, or null
    static void protection(Draft draft, @Nullable String cipher) {
        FrameView view = draft.view;
        CipherHeader header =
                CipherHeader.parse(view.segment(), view.bodyOffset(), view.bodyLength());
        if (header == null) {
            draft.bad(FrameProblem.CIPHER_HEADER_CUT, "", view.offset() + view.length());
            return;
        }
        // The octets tell WEP, TKIP and the rest apart; what the network uses tells the rest.
        boolean open = header.cipher().equals(CipherHeader.CCMP_OR_GCMP);
        draft.add(cipher != null && open ? cipher : header.cipher());
        if (header.keyId() != 0) {
            draft.add("key " + header.keyId());
        }
        draft.add("PN " + header.packetNumber());
    }

    private static void clear(Draft draft) {
        FrameView view = draft.view;
        MemorySegment segment = view.segment();
        long at = view.bodyOffset();
        int length = view.bodyLength();
        if (view.hasMeshControl()) {
            int mesh = meshControlLength(segment, at, length);
            if (mesh < 0) {
                draft.bad(FrameProblem.HEADER_CUT, "Mesh Control", at);
                return;
            }
            draft.add("mesh, " + Octets.u8(segment, at + 1) + " hops left");
            at += mesh;
            length -= mesh;
        }
        if (view.fragmentNumber() > 0) {
            // Only the first fragment starts with LLC.
            return;
        }
        if (view.isAggregateMsdu()) {
            aggregate(draft, at, length);
        } else if (length > 0) {
            PacketWords.write(draft, at, length, view.moreFragments());
        }
    }

    /// Flags (1), TTL (1), sequence number (4), 0, 6 or 12 octets of addresses (§9.2.4.7.3).
    private static int meshControlLength(MemorySegment segment, long at, int length) {
        if (length < 6) {
            return -1;
        }
        int mode = Octets.u8(segment, at) & MESH_EXTENSION;
        int control = 6 + mode * MacAddress.LENGTH;
        return mode != MESH_EXTENSION && control <= length ? control : -1;
    }

    /// Subframes: DA (6), SA (6), length (2), MSDU, padding to a multiple of 4 (§9.3.2.2.2).
    private static void aggregate(Draft draft, long at, int length) {
        MemorySegment segment = draft.view.segment();
        int count = 0;
        int done = 0;
        while (length - done > 0) {
            if (length - done < SUBFRAME_HEADER) {
                draft.bad(FrameProblem.A_MSDU_CUT, "", at + done);
                break;
            }
            int msdu = Octets.u16BigEndian(segment, at + done + 12);
            if (msdu > length - done - SUBFRAME_HEADER) {
                draft.bad(FrameProblem.A_MSDU_CUT, "", at + done);
                break;
            }
            count++;
            // The last one has no padding.
            done = Math.min(length, done + (SUBFRAME_HEADER + msdu + 3 & ~3));
        }
        draft.add("A-MSDU of " + count);
    }
}
