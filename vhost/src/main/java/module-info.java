/// A way in: rings of a guest, as a vhost-user back end.
module io.airloom.vhost {
    requires static org.jspecify;
    requires transitive io.airloom.guest;
    requires transitive io.airloom.linux;

    exports io.airloom.vhost;
}
