/// A running lab on a full screen.
module io.airloom.top {
    requires static org.jspecify;
    requires transitive io.airloom.lab;
    requires org.jline.terminal;

    exports io.airloom.top;
}
