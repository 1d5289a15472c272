/// The documentation as a static site; part of the build, not of the program.
module io.airloom.site {
    requires static org.jspecify;
    requires io.airloom.cli;
    requires io.airloom.lab;
    requires tools.jackson.core;
    requires org.commonmark;
    requires org.commonmark.ext.gfm.tables;
    requires org.commonmark.ext.heading.anchor;

    exports io.airloom.site;
}
