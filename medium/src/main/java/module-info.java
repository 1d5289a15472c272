/// The air: who is on it, who hears what, and who is told.
module io.airloom.medium {
    requires static org.jspecify;
    requires transitive io.airloom.ieee80211;
    requires HdrHistogram;

    exports io.airloom.medium;
}
