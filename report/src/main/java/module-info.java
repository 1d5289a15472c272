/// What a lab has done, as files for people and programs: one HTML page, JUnit XML.
module io.airloom.report {
    requires static org.jspecify;
    requires transitive io.airloom.lab;
    requires tools.jackson.core;

    exports io.airloom.report;
}
