/// The messages between an agent and the air.
module io.airloom.wire {
    requires static org.jspecify;
    requires transitive io.airloom.ieee80211;
}
