/// The Wi-Fi of a Linux host, by the daemon that manages it.
module io.airloom.hostwifi {
    requires static org.jspecify;
    requires transitive io.airloom.proxy;
    requires io.airloom.kernel;
    requires io.airloom.linux;
    requires java.logging;
    requires org.freedesktop.dbus;

    exports io.airloom.hostwifi;
}
