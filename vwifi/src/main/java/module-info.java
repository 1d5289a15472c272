/// A way in: the clients, spies and control programs of vwifi, unmodified.
module io.airloom.vwifi {
    requires static org.jspecify;
    requires transitive io.airloom.hwsim;
    requires transitive io.airloom.medium;
    requires transitive io.airloom.linux;

    exports io.airloom.vwifi;
}
