/// Labs in test classes.
module io.airloom.junit {
    requires static org.jspecify;
    requires transitive io.airloom.report;
    requires transitive org.junit.jupiter.api;

    exports io.airloom.junit;
}
