package io.airloom.lab;

import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.ExecOutput.Source;
import io.airloom.machine.Patience;
import java.io.IOException;
import java.util.Locale;

/// A command in a node as [ControlMessage]s, one after the other:
///
/// | message | what it says |
/// | --- | --- |
/// | `stdout` or `stderr` (base64) | the next octets of an output |
/// | `leftOut`, `of: stdout` or `stderr` | so many octets of it do not come |
/// | `exitCode`, `timedOut` | its end, and the last message |
final class ExecMessage {
    private ExecMessage() {}

    private static String key(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    /// An output that ends at whoever asked for it; if that is nobody any more, the command is
    /// given up.
    static ExecOutput to(ControlWork.Asker asker, Patience patience) {
        return new ExecOutput() {
            @Override
            public void write(Source source, byte[] octets) {
                tell(ControlMessage.of(key(source), ControlMessage.base64(octets)));
            }

            @Override
            public boolean wants(Source source) {
                return !patience.isGivenUp();
            }

            @Override
            public void leftOut(Source source, long count) {
                tell(ControlMessage.of("leftOut", String.valueOf(count), "of", key(source)));
            }

            private void tell(ControlMessage message) {
                try {
                    asker.tell(message);
                } catch (IOException e) {
                    patience.giveUp();
                }
            }
        };
    }

    /// The last message.
    static ControlMessage end(ExecEnd end) {
        return ControlMessage.of(
                "exitCode", String.valueOf(end.exitCode()),
                "timedOut", String.valueOf(end.timedOut()));
    }

    /// What the last message says.
    static ExecEnd end(ControlMessage message) {
        return new ExecEnd(
                (int) message.number("exitCode", 1), message.text("timedOut").equals("true"));
    }

    /// Passes on what a message brings of an output.
    ///
    /// @return false if it is the last one: the end, or why there is none
    static boolean pass(ControlMessage message, ExecOutput output) {
        for (Source source : Source.values()) {
            byte[] octets = message.octets(key(source));
            if (octets != null && octets.length > 0) {
                output.write(source, octets);
            } else if (message.text("of").equals(key(source))) {
                output.leftOut(source, message.number("leftOut", 0));
            }
        }
        return message.text("exitCode").isEmpty() && message.text("error").isEmpty();
    }
}
