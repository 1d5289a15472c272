/// What guests boot: file systems and kernels, made from packages and sources, and kept in a cache.
module io.airloom.image {
    requires static org.jspecify;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports io.airloom.image;
}
