/// A way in for the radios of this kernel.
module io.airloom.netlink {
    requires static org.jspecify;
    requires transitive io.airloom.kernel;
    requires transitive io.airloom.guest;
    requires transitive io.airloom.linux;

    exports io.airloom.netlink;
}
