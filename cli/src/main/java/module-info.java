/// The terminal face of the lab.
module io.airloom.cli {
    requires static org.jspecify;
    requires io.airloom.lab;
    requires io.airloom.report;
    requires io.airloom.top;
    requires io.airloom.bench;
    requires io.airloom.netlink;
    requires io.airloom.agent;
    requires io.airloom.hostwifi;
    requires io.airloom.windows;
    requires info.picocli;
    requires tools.jackson.core;
    requires java.management;

    exports io.airloom.cli;

    opens io.airloom.cli to
            info.picocli;
}
