/// The floor: Linux system calls through java.lang.foreign. Knows nothing of Wi-Fi.
module io.airloom.linux {
    requires static org.jspecify;
    requires jdk.unsupported;

    exports io.airloom.linux;
}
