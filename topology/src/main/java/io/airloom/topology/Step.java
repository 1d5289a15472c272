package io.airloom.topology;

import io.airloom.capture.FrameFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that a lab does after its machines have booted, in the order of the file.
public sealed interface Step {
    /// What [#node()] says of what the lab itself does.
    String LAB = "lab";

    /// Name of the node that the step is about; [#LAB] for what the lab itself does.
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

    /// Waits until a node reaches an address.
    ///
    /// @param written as in the file: a node's name or an address
    /// @param target the address
    record AwaitPing(String node, String written, String target, Duration within) implements Step {
        @Override
        public String describe() {
            return "wait: ping " + written;
        }
    }

    /// Waits until a line of a file in a node contains a text.
    record AwaitLog(String node, String text, String file, Duration within) implements Step {
        @Override
        public String describe() {
            return "wait: log " + text;
        }
    }

    /// Waits until frames that match a filter have been sent, from the step's beginning on.
    ///
    /// @param written the filter as in the file
    /// @param count how many; at least 1
    record AwaitFrame(String written, FrameFilter filter, int count, Duration within)
            implements Step {
        @Override
        public String node() {
            return LAB;
        }

        @Override
        public String describe() {
            return "wait: " + (count == 1 ? "frame " : count + " frames ") + written;
        }
    }

    /// Runs a command in a node's shell.
    ///
    /// @param command one line for `sh -c`, variables already replaced
    /// @param expectedExit the exit code that means success
    /// @param expect what the output must be like, or null
    /// @param save the name under which later steps have the output, or null
    record Run(
            String node,
            String command,
            int expectedExit,
            @Nullable Expectation expect,
            @Nullable String save,
            Duration within)
            implements Step {
        @Override
        public String describe() {
            return command;
        }

        /// The variable of the shell by which commands of later steps have what was saved.
        public static String variable(String saved) {
            return "saved_" + saved;
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
            return LAB;
        }

        @Override
        public String describe() {
            return "proxy: " + written;
        }
    }

    /// Changes the air.
    record Set(AirOrder order) implements Step {
        private static final Duration WITHIN = Duration.ofSeconds(10);

        @Override
        public String node() {
            return LAB;
        }

        @Override
        public Duration within() {
            return WITHIN;
        }

        @Override
        public String describe() {
            return "set: " + AirOrders.text(order);
        }
    }

    /// Ends a node's machine as if its power cord was pulled, starts it anew, and waits until it is
    /// up.
    record Reboot(String node, Duration within) implements Step {
        @Override
        public String describe() {
            return "reboot";
        }
    }

    /// Lets time pass.
    record Pause(Duration time) implements Step {
        @Override
        public String node() {
            return LAB;
        }

        @Override
        public Duration within() {
            return time.plusMinutes(1);
        }

        @Override
        public String describe() {
            return "pause: " + time.toMillis() / 1000.0 + " s";
        }
    }

    /// Starts or ends a record of frames in a file of its own.
    ///
    /// @param file its name, without folders
    /// @param filter what is recorded; null ends the record
    /// @param written the filter as in the file; empty for all frames
    record Capture(String file, @Nullable FrameFilter filter, String written) implements Step {
        private static final Duration WITHIN = Duration.ofSeconds(10);

        @Override
        public String node() {
            return LAB;
        }

        @Override
        public Duration within() {
            return WITHIN;
        }

        @Override
        public String describe() {
            String what = filter == null ? "stop " : "start ";
            return "capture: " + what + file + (written.isEmpty() ? "" : ", " + written);
        }
    }

    /// Several steps as one: one after the other, or all at once.
    ///
    /// @param title such as `parallel`, or `include: FILE`
    /// @param within for all of them together, or [#UNLIMITED]
    record Group(boolean parallel, String title, List<Step> steps, Duration within)
            implements Step {
        /// As long as its steps take.
        public static final Duration UNLIMITED = Duration.ofDays(1);

        public Group {
            steps = List.copyOf(steps);
        }

        @Override
        public String node() {
            return LAB;
        }

        @Override
        public String describe() {
            return title;
        }
    }

    /// A state that a node can be waited for.
    enum Condition {
        /// A station has joined and its keys are set; a mesh point has a peer; an IBSS is joined.
        ASSOCIATED,
        /// hostapd has its BSS up.
        AP_ENABLED,
        /// `wlan0` holds an IP address that it can use.
        ADDRESS,
        /// It is not associated, or not any more.
        DISCONNECTED;

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
