package io.airloom.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One node of a topology: a virtual machine with radios.
///
/// @param name what people call it
/// @param index position in the file, from 1; decides its hardware address
/// @param address of `wlan0`, or null for none
/// @param wired address of `eth0`, an Ethernet interface at the lab's switch; null for none
/// @param hostapd lines of hostapd.conf, key to its values in order (a key may repeat)
/// @param network fields of wpa_supplicant's network block, unquoted as in the file
/// @param engine what runs the machine; null leaves it to the command line and the topology
/// @param root what it has as its file system
/// @param system what its machine starts from
/// @param memoryMib memory of the machine; null for what is usual with its engine
/// @param radios how many hwsim radios its kernel has, all on the same air; 0 only without an air
/// @param radio how they reach the air
/// @param transport how the agent reaches the lab, if it has one
/// @param start shell command run in the node before its radio is set up, or null
/// @param daemon command that starts hostapd or wpa_supplicant; null for the program as it is found
/// @param files further files of the node, by absolute path
/// @param variables of its own, for templates
/// @param vsock whether a vsock device is asked for; [#hasVsock()] says whether it has one
public record NodeSpec(
        String name,
        int index,
        Role role,
        @Nullable InterfaceAddress address,
        @Nullable InterfaceAddress wired,
        SequencedMap<String, List<String>> hostapd,
        SequencedMap<String, List<String>> network,
        @Nullable Engine engine,
        NodeRoot root,
        NodeSystem system,
        @Nullable Integer memoryMib,
        int radios,
        NodeRadio radio,
        AgentTransport transport,
        @Nullable String start,
        @Nullable String daemon,
        SequencedMap<String, FileSource> files,
        SequencedMap<String, String> variables,
        boolean vsock) {
    /// The host's own CID in vsock; those below it are no machine's.
    private static final int LAST_RESERVED_CID = 2;

    public NodeSpec {
        hostapd = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hostapd));
        network = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(network));
        files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
    }

    /// The address of `wlan0`: locally administered, the node's index in the fifth octet.
    public String macAddress() {
        return macAddress(0);
    }

    /// The address of radio number `radio` (0 is `wlan0`): the radio's number in the last octet.
    public String macAddress(int radio) {
        return String.format(Locale.ROOT, "02:00:00:00:%02x:%02x", index, radio);
    }

    /// The address of `eth0`.
    public String wiredMacAddress() {
        return String.format(Locale.ROOT, "02:00:00:01:%02x:00", index);
    }

    /// Memory of the machine under `runBy`, in MiB.
    public int memoryMib(Engine runBy) {
        return memoryMib == null ? runBy.defaultMemoryMib(root, radio) : memoryMib;
    }

    /// Whether it has a vsock device: asked for, for ssh, or to carry its radios' frames.
    public boolean hasVsock() {
        return vsock
                || (system.isForeign() && system.commands() == CommandWay.SSH)
                || (radio.needsAgent() && transport == AgentTransport.VSOCK);
    }

    /// How many radios its kernel makes by itself; those of our agent are made by the agent.
    public int kernelRadios() {
        return radio == NodeRadio.AGENT ? 0 : radios;
    }

    /// Whether an agent in it can reach the lab: one of ours, or one that somebody starts there.
    public boolean mayHaveAgent() {
        return hasVsock() || radio == NodeRadio.AGENT;
    }

    /// The node's CID in vsock, if it has that.
    public int cid() {
        return LAST_RESERVED_CID + index;
    }

    /// The SSID of its access point, or of the network that it joins; null if it names none.
    public @Nullable String ssid() {
        String own = hostapdValue("ssid");
        String joined = networkValue("ssid");
        return own != null ? own : joined == null ? null : SupplicantQuoting.unquoted(joined);
    }

    /// First value of a hostapd key, or null.
    @Nullable String hostapdValue(String key) {
        List<String> values = hostapd.get(key);
        return values == null ? null : values.getFirst();
    }

    /// First value of a network field, or null.
    @Nullable String networkValue(String key) {
        List<String> values = network.get(key);
        return values == null ? null : values.getFirst();
    }
}
