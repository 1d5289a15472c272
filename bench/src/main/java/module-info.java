/// The bench: a guest-side virtio driver that loads any hwsim back end.
module io.airloom.bench {
    requires static org.jspecify;
    requires transitive io.airloom.lab;
    requires transitive io.airloom.vhost;
    requires java.management;
    requires HdrHistogram;
    requires tools.jackson.core;

    exports io.airloom.bench;
}
