/// The frame: IEEE 802.11 frames and elements as views over memory, and their words. Pure.
module io.airloom.ieee80211 {
    requires static org.jspecify;

    exports io.airloom.ieee80211;
}
