package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Words for control and extension frames (IEEE 802.11-2020 §9.3.1, §9.3.4, 802.11ax §9.3.1.22).
final class ControlWords {
    private static final WordTable TRIGGERS =
            new WordTable(
                    "type",
                    """
                    0 Basic; 1 BFRP; 2 MU-BAR; 3 MU-RTS; 4 BSRP; 5 GCR MU-BAR; 6 BQRP; 7 NFRP;
                    8 Ranging
                    """);

    private static final WordTable BLOCK_ACKS =
            new WordTable(
                    "variant",
                    """
                    0 basic; 1 extended compressed; 2 compressed; 3 multi-TID; 6 GCR; 10 GLK-GCR;
                    11 multi-STA
                    """);

    private ControlWords() {}

    static void write(Draft draft) {
        FrameView view = draft.view;
        MemorySegment segment = view.segment();
        long body = view.bodyOffset();
        switch (view.type()) {
            case PS_POLL -> draft.add("AID " + (view.durationId() & 0x3fff));
            case RTS, CTS -> draft.add(view.durationId() + " µs");
            case CF_END, CF_END_CF_ACK, ACK -> {}
            case BLOCK_ACK_REQUEST, BLOCK_ACK -> blockAck(draft, body);
            case TRIGGER -> {
                if (needs(draft, 8)) {
                    draft.add(TRIGGERS.of(Octets.u8(segment, body) & 15));
                }
            }
            case NDP_ANNOUNCEMENT -> {
                if (needs(draft, 1)) {
                    String[] kinds = {"VHT", "ranging", "HE", "EHT"};
                    int token = Octets.u8(segment, body);
                    draft.type = "NDP Announcement";
                    draft.add(kinds[token & 3]);
                    draft.add("dialog " + (token >> 2));
                }
            }
            case CONTROL_WRAPPER -> {
                if (needs(draft, 0)) {
                    // The carried frame control follows address 1.
                    int carried = Octets.u16(segment, view.offset() + 10);
                    draft.add("of " + FrameType.of(carried).standardName());
                }
            }
            case BEAMFORMING_REPORT_POLL -> needs(draft, 1);
            case POLL -> needs(draft, 2);
            case SPR, GRANT, GRANT_ACK -> needs(draft, 5);
            case SSW -> needs(draft, 6);
            case SSW_FEEDBACK, SSW_ACK -> needs(draft, 8);
            case S1G_BEACON -> ManagementWords.elements(draft, 0);
            default -> {}
        }
    }

    private static boolean needs(Draft draft, int octets) {
        return ManagementWords.fixed(draft, octets);
    }

    /// BAR or BA control (2): variant in bits 1–4, TID in bits 12–15; then, in the variants with
    /// one TID, the starting sequence control (2) (§9.3.1.7, §9.3.1.8).
    private static void blockAck(Draft draft, long body) {
        if (!needs(draft, 2)) {
            return;
        }
        MemorySegment segment = draft.view.segment();
        int control = Octets.u16(segment, body);
        int variant = control >> 1 & 15;
        draft.add(BLOCK_ACKS.of(variant));
        if (variant <= 2 && needs(draft, 4)) {
            draft.add("TID " + (control >> 12));
            draft.add("from " + (Octets.u16(segment, body + 2) >> 4));
        }
    }
}
