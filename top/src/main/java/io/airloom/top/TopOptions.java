package io.airloom.top;

import io.airloom.capture.FrameFilter;
import java.time.Duration;

/// How a lab is watched.
///
/// @param interval between two looks
/// @param filter which frames are shown at first
/// @param once one look, as lines, and no more
public record TopOptions(Duration interval, FrameFilter filter, boolean once) {}
