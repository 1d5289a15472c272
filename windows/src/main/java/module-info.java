/// The Wi-Fi of a Windows host, by wlanapi.dll, and guests of Hyper-V.
module io.airloom.windows {
    requires static org.jspecify;
    requires transitive io.airloom.proxy;

    exports io.airloom.windows;
}
