package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Words for Authentication frames (IEEE 802.11-2020 §9.3.3.11).
///
/// ```
///  octets   2          2                     2
///           algorithm, transaction sequence, status      then elements, or SAE's fields
/// ```
final class AuthenticationWords {
    private static final int OPEN = 0;
    private static final int SHARED_KEY = 1;
    private static final int FT = 2;
    private static final int SAE = 3;
    private static final int ANTI_CLOGGING = 76;
    private static final int UNSUPPORTED_GROUP = 77;
    private static final int HASH_TO_ELEMENT = 126;
    private static final int PUBLIC_KEY = 127;

    private AuthenticationWords() {}

    static void write(Draft draft) {
        if (!ManagementWords.fixed(draft, 6)) {
            return;
        }
        FrameView view = draft.view;
        MemorySegment segment = view.segment();
        long body = view.bodyOffset();
        int algorithm = Octets.u16(segment, body);
        int sequence = Octets.u16(segment, body + 2);
        int status = Octets.u16(segment, body + 4);
        String name = Codes.authenticationAlgorithm(algorithm);
        switch (algorithm) {
            case OPEN, FT -> {
                draft.add(name + (sequence == 1 ? " request" : sequence == 2 ? " response" : ""));
                status(draft, sequence % 2 == 0 || status != 0, status);
                ManagementWords.elements(draft, 6);
            }
            case SHARED_KEY -> {
                draft.add(name + " " + sequence + "/4");
                status(draft, sequence % 2 == 0, status);
                ManagementWords.elements(draft, 6);
            }
            case SAE -> sae(draft, sequence, status);
            default -> {
                draft.add(name + ", step " + sequence);
                status(draft, status != 0, status);
            }
        }
    }

    /// Commit: group (2), perhaps a token, scalar and element. Confirm: send-confirm (2), confirm.
    private static void sae(Draft draft, int sequence, int status) {
        FrameView view = draft.view;
        draft.add(sequence == 1 ? "SAE commit" : sequence == 2 ? "SAE confirm" : "SAE " + sequence);
        boolean hasGroup =
                status == 0
                        || status == ANTI_CLOGGING
                        || status == UNSUPPORTED_GROUP
                        || status == HASH_TO_ELEMENT
                        || status == PUBLIC_KEY;
        if (sequence == 1 && hasGroup && ManagementWords.fixed(draft, 8)) {
            draft.add("group " + Octets.u16(view.segment(), view.bodyOffset() + 6));
        }
        status(draft, status != 0, status);
    }

    private static void status(Draft draft, boolean shown, int status) {
        if (shown) {
            draft.add(Codes.status(status));
        }
    }
}
