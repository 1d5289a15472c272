/// Requests to the kernel this program runs on.
module io.airloom.kernel {
    requires static org.jspecify;
    requires transitive io.airloom.linux;
    requires transitive io.airloom.hwsim;
}
