/// Requests to the kernel this program runs on.
module io.airloom.kernel {
    requires static org.jspecify;
    requires transitive io.airloom.linux;
    requires transitive io.airloom.hwsim;
    requires io.airloom.ieee80211;

    exports io.airloom.kernel;
}
