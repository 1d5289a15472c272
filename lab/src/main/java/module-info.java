/// The lab: topologies, guest images, virtual machines, and commands in them.
module io.airloom.lab {
    requires static org.jspecify;
    requires transitive io.airloom.image;
    requires transitive io.airloom.vhost;
    requires transitive io.airloom.capture;
    requires transitive io.airloom.remote;
    requires transitive io.airloom.vwifi;
    requires transitive io.airloom.proxy;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports io.airloom.lab;
}
