package io.airloom.agent;

import io.airloom.wire.AgentAddress;
import java.io.PrintStream;

/// Says what happens to an agent, once: what is the same as before is not said again.
final class AgentVoice {
    private final PrintStream err;
    private final boolean quiet;
    private String last = "";

    AgentVoice(PrintStream err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    /// It is on the air.
    synchronized void found(Agent agent, AgentAddress address, int radios) {
        last = "";
        say(
                agent,
                "on the air at "
                        + address
                        + " with "
                        + radios
                        + (radios == 1 ? " radio" : " radios")
                        + (radios == 0 ? "; the host or --radios N creates some" : ""));
    }

    /// It was, and is not any more.
    synchronized void lost(Agent agent, AgentAddress address, String why) {
        say(
                agent,
                "off the air at "
                        + address
                        + ": "
                        + why
                        + "; until it is back nobody hears the radios");
    }

    /// Something keeps it from its work.
    synchronized void complain(Agent agent, String text) {
        if (!text.equals(last)) {
            last = text;
            print(agent, text + "\n  (it is tried again and again)");
        }
    }

    /// Something happened.
    synchronized void say(Agent agent, String text) {
        if (!quiet) {
            print(agent, text);
        }
    }

    private void print(Agent agent, String text) {
        err.println("airloom: agent " + agent.name() + ": " + printable(text));
    }

    /// The host's words are not trusted with the terminal.
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c == '\n' || (c >= ' ' && (c < 0x7f || c > 0x9f)) ? c : '?');
        }
        return clean.toString();
    }
}
