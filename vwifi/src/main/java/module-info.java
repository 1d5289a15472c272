/// A way in for the clients of vwifi.
module io.airloom.vwifi {
    requires static org.jspecify;
    requires transitive io.airloom.hwsim;
    requires transitive io.airloom.medium;
    requires transitive io.airloom.linux;
}
