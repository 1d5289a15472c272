package io.airloom.hostwifi;

/// A program that manages Wi-Fi on Linux, and that can be asked over D-Bus.
public enum Daemon {
    /// Most desktops and many servers.
    NETWORK_MANAGER("NetworkManager", "org.freedesktop.NetworkManager"),
    /// Small systems, where nothing stands above it.
    WPA_SUPPLICANT("wpa_supplicant", "fi.w1.wpa_supplicant1"),
    /// In the place of wpa_supplicant.
    IWD("iwd", "net.connman.iwd");

    private final String title;
    private final String busName;

    Daemon(String title, String busName) {
        this.title = title;
        this.busName = busName;
    }

    /// As it calls itself.
    public String title() {
        return title;
    }

    /// Its name on the system bus.
    public String busName() {
        return busName;
    }
}
