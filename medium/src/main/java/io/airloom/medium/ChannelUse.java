package io.airloom.medium;

/// How much a frequency was used, since the air began or it was last forgotten.
///
/// @param busyNanos of time, tries with what belongs to them; pauses before them are free
/// @param tries of frames
/// @param collisions tries that were lost because two radios or more began together
public record ChannelUse(int freqMhz, long busyNanos, long tries, long collisions) {}
