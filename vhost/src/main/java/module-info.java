/// A way in: rings of a guest, as a vhost-user back end.
module io.airloom.vhost {
    requires static org.jspecify;
    requires transitive io.airloom.guest;
    requires transitive io.airloom.linux;
    requires java.management;
    requires jdk.management;

    exports io.airloom.vhost;
}
