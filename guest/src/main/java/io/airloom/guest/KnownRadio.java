package io.airloom.guest;

import java.util.List;

/// What is known of a radio of a guest, for the time when the guest comes again: its kernel says
/// neither its key nor its addresses a second time, only what it happens to send.
///
/// @param key its kernel's name for it
/// @param freqMhz where it was last heard; 0 if it was not
/// @param addresses that it answered to
public record KnownRadio(long key, int freqMhz, List<Long> addresses) {
    public KnownRadio {
        addresses = List.copyOf(addresses);
    }
}
