package io.airloom.top;

import java.time.Duration;

/// How a lab is watched.
///
/// @param interval between two looks
/// @param filter which frames are shown at first, as a person has written it; empty for all
/// @param once lines of one look, and no more
/// @param colour whether colours are wanted on a screen
public record TopOptions(Duration interval, String filter, boolean once, boolean colour) {}
