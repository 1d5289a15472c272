package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import org.jspecify.annotations.Nullable;

/// Reads what a node's mapping says about its radios: how many, and how they reach the air.
final class RadioParser {
    /// hwsim's own limit.
    private static final int MAX_RADIOS = 100;

    private RadioParser() {}

    static NodeRadio radio(YamlMap map, NodeRoot root) {
        YamlValue value = map.value("radio");
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return NodeRadio.VIRTIO;
        }
        NodeRadio radio = NodeRadio.of(text);
        if (radio == null) {
            value.problem(
                    "is unknown: "
                            + Printable.quoted(text)
                            + Suggestion.after(text, NodeRadio.WORDS));
            return NodeRadio.VIRTIO;
        }
        if (radio.needsAgent() && root == NodeRoot.HOST) {
            value.problem(
                    text
                            + " needs root: image; with root: host, say radio: none and start "
                            + HostProgram.VARIABLE
                            + " agent yourself");
        }
        return radio;
    }

    /// How many radios there are. Without an air there may be none, if nobody needs one.
    static int radios(
            YamlMap map, @Nullable Role role, @Nullable InterfaceAddress address, NodeRadio radio) {
        YamlValue value = map.value("radios");
        Integer number = value == null ? null : value.integer(0, MAX_RADIOS);
        if (value == null || number == null) {
            return 1;
        }
        if (number == 0 && radio != NodeRadio.NONE) {
            value.problem("0 needs radio: none");
        } else if (number == 0 && (address != null || (role != null && role != Role.BARE))) {
            value.problem("0 needs role: bare and no address, which are for wlan0");
        }
        return number;
    }

    /// How the agent reaches the lab.
    ///
    /// @param engine what the node says that runs it; what others say is checked when that is known
    static AgentTransport transport(YamlMap map, NodeRadio radio, @Nullable Engine engine) {
        YamlValue value = map.value("transport");
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return AgentTransport.VSOCK;
        }
        AgentTransport transport = AgentTransport.of(text);
        if (transport == null) {
            value.problem(
                    "is unknown: "
                            + Printable.quoted(text)
                            + Suggestion.after(text, AgentTransport.WORDS));
            return AgentTransport.VSOCK;
        }
        if (radio != NodeRadio.AGENT) {
            value.problem("is for radio: agent, not " + radio.word());
        } else if (engine != null && !transport.worksWith(engine)) {
            value.problem(
                    transport.word()
                            + " needs engine: qemu; "
                            + engine.word()
                            + " has transport: vsock");
        }
        return transport;
    }
}
