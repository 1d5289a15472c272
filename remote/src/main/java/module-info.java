/// A way in for agents.
module io.airloom.remote {
    requires static org.jspecify;
    requires transitive io.airloom.wire;
    requires transitive io.airloom.guest;
    requires transitive io.airloom.linux;
}
