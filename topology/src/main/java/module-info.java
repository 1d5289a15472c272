/// What people write down of a lab: its nodes, its air, its steps; and the files that nodes get for
/// it.
module io.airloom.topology {
    requires static org.jspecify;
    requires transitive io.airloom.image;
    requires transitive io.airloom.capture;
    requires transitive io.airloom.proxy;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports io.airloom.topology;
}
