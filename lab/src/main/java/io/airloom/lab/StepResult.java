package io.airloom.lab;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What became of one step.
///
/// @param number its place: `3`; within a group of steps `3.2`
/// @param node where it was done; `lab` for what the lab itself does
/// @param title one line for people, as in the file
/// @param since the lab was started
/// @param output what a command wrote, at most 256 KiB; not safe to show
/// @param failure why it failed, in a line; null if it did not
/// @param frames the last frames that the nodes involved sent or got before a failure, in words
/// @param logs the last lines of their logs before a failure: `sta1 wpa_supplicant.log` to lines
public record StepResult(
        String number,
        String node,
        String title,
        Outcome outcome,
        Duration since,
        Duration time,
        String output,
        @Nullable String failure,
        List<String> frames,
        SequencedMap<String, List<String>> logs) {
    public StepResult {
        frames = List.copyOf(frames);
        logs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(logs));
    }

    /// How a step can end.
    public enum Outcome {
        /// It was as it should be.
        PASSED,
        /// It was not.
        FAILED,
        /// It was not done, because one before it had failed.
        SKIPPED
    }
}
