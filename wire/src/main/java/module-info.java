/// The messages between an agent and the air: their octets, and how the clocks of both sides
/// relate.
module io.airloom.wire {
    requires static org.jspecify;
    requires transitive io.airloom.ieee80211;

    exports io.airloom.wire;
}
