package io.airloom.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that a lab does after its machines have booted, in the order of the file.
public sealed interface Step {
    /// Name of the node that the step is about; `lab` for what the lab itself does.
    String node();

    /// How long the step may take before it has failed.
    Duration within();

    /// One line for people, as in the file.
    String describe();

    /// Waits until a node has reached a state.
    record Wait(String node, Condition condition, Duration within) implements Step {
        @Override
        public String describe() {
            return "wait: " + condition.word();
        }
    }

    /// Runs a command in a node's shell.
    ///
    /// @param command one line for `sh -c`, variables already replaced
    /// @param expectedExit the exit code that means success
    /// @param expect text that the output must contain, or null
    record Run(
            String node, String command, int expectedExit, @Nullable String expect, Duration within)
            implements Step {
        @Override
        public String describe() {
            return command;
        }
    }

    /// Tells the host's side of the proxy to do something.
    ///
    /// @param written as in the file
    /// @param expect text that the answer must contain within the time, or null
    record Proxy(ProxyOrder order, String written, @Nullable String expect, Duration within)
            implements Step {
        @Override
        public String node() {
            return "lab";
        }

        @Override
        public String describe() {
            return "proxy: " + written;
        }
    }

    /// A state that a node can be waited for.
    enum Condition {
        /// A station has joined and its keys are set; a mesh point has a peer; an IBSS is joined.
        ASSOCIATED,
        /// hostapd has its BSS up.
        AP_ENABLED,
        /// `wlan0` holds an IP address that it can use.
        ADDRESS;

        /// The condition that a topology file calls `word`, or null.
        static @Nullable Condition of(String word) {
            return Arrays.stream(values())
                    .filter(c -> c.word().equals(word))
                    .findFirst()
                    .orElse(null);
        }

        /// The word for this condition in a topology file.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
