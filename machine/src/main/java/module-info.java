/// Virtual machines that run nodes: QEMU and UML, and commands in them.
module io.airloom.machine {
    requires static org.jspecify;
    requires transitive io.airloom.topology;
    requires io.airloom.vhost;
    requires tools.jackson.core;

    exports io.airloom.machine;
}
