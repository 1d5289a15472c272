/// The program inside a guest.
module io.airloom.agent {
    requires static org.jspecify;
    requires transitive io.airloom.wire;
    requires transitive io.airloom.kernel;
    requires transitive io.airloom.hwsim;
    requires transitive io.airloom.linux;

    exports io.airloom.agent;
}
