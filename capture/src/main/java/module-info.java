/// The record: pcapng in and out, off the air thread.
module io.airloom.capture {
    requires static org.jspecify;
    requires transitive io.airloom.medium;
    requires io.airloom.linux;

    exports io.airloom.capture;
}
