/// The lab: machines on one air, what is done with them, and what came of it.
module io.airloom.lab {
    requires static org.jspecify;
    requires transitive io.airloom.machine;
    requires transitive io.airloom.vhost;
    requires transitive io.airloom.remote;
    requires transitive io.airloom.vwifi;
    requires tools.jackson.core;

    exports io.airloom.lab;
}
