package io.airloom.topology;

/// Topologies written in Java, with the names that they have in YAML.
///
/// ```java
/// Topology wpa2 = Labs.topology("wpa2")
///         .engine("uml")
///         .ap("ap", n -> n.address("172.16.16.1/24")
///                 .hostapd("ssid", "lab").hostapd("wpa", 2).hostapd("wpa_passphrase", "correct horse"))
///         .station("sta", n -> n.address("172.16.16.2/24")
///                 .network("ssid", "lab").network("psk", "correct horse"))
///         .build();
/// ```
public final class Labs {
    private Labs() {}

    /// Begins a topology.
    ///
    /// @param name 1 to 64 letters, digits or `. _ -`
    public static TopologyBuilder topology(String name) {
        return new TopologyBuilder(name);
    }
}
