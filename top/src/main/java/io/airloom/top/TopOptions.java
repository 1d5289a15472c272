package io.airloom.top;

import io.airloom.capture.FrameFilter;
import java.time.Duration;
import java.util.function.Function;

/// How a lab is watched.
///
/// @param interval between two looks
/// @param filter which frames are shown at first, as a person has written it; empty for all
/// @param filters makes filters of what people write; its exceptions' messages are for them
/// @param once lines of one look, and no more
/// @param colour whether colours are wanted on a screen
public record TopOptions(
        Duration interval,
        String filter,
        Function<String, FrameFilter> filters,
        boolean once,
        boolean colour) {}
