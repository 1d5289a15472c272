/// The host's Wi-Fi for guests with the driver `proxy_wifi`.
module io.airloom.proxy {
    requires static org.jspecify;
    requires transitive io.airloom.ieee80211;
    requires io.airloom.linux;

    exports io.airloom.proxy;
}
