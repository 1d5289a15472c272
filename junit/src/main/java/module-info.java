/// Labs in test classes: `@WifiLab`.
module io.airloom.junit {
    requires static org.jspecify;
    requires transitive io.airloom.report;
    requires transitive io.airloom.lab;
    requires transitive org.junit.jupiter.api;
    requires io.airloom.linux;

    exports io.airloom.junit;
}
