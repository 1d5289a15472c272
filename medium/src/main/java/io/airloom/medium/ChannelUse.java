package io.airloom.medium;

/// How much a frequency was used, since the air began or it was last forgotten.
///
/// @param busyNanos of time in which anybody sent, or an answer was due: what cells far apart send
///   at once counts once; pauses before tries are free
/// @param tries of frames, those of which only the RTS was sent among them
/// @param collisions tries that were lost because others sent at the same time: who they were for
///   would have heard them otherwise; or their sender the answer; or, of a frame for many, anybody
public record ChannelUse(int freqMhz, long busyNanos, long tries, long collisions) {}
