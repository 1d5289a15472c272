/// A way in: guests whose messages an agent inside carries over a stream.
module io.airloom.remote {
    requires static org.jspecify;
    requires transitive io.airloom.wire;
    requires transitive io.airloom.guest;
    requires transitive io.airloom.linux;

    exports io.airloom.remote;
}
