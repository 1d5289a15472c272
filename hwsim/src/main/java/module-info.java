/// The message: what mac80211_hwsim and its medium say to each other, over any carrier.
module io.airloom.hwsim {
    requires static org.jspecify;
    requires transitive io.airloom.ieee80211;

    exports io.airloom.hwsim;
}
