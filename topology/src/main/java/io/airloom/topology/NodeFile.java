package io.airloom.topology;

import java.nio.charset.StandardCharsets;

/// A file that one node has on top of the image.
public final class NodeFile {
    private final byte[] content;
    private final int mode;

    private NodeFile(byte[] content, int mode) {
        this.content = content;
        this.mode = mode;
    }

    /// A file of bytes with permission bits such as `0755`.
    public static NodeFile of(byte[] content, int mode) {
        return new NodeFile(content.clone(), mode);
    }

    /// A text file, mode 0644.
    public static NodeFile text(String text) {
        return new NodeFile(text.getBytes(StandardCharsets.UTF_8), 0644);
    }

    /// A script, mode 0755.
    public static NodeFile script(String text) {
        return new NodeFile(text.getBytes(StandardCharsets.UTF_8), 0755);
    }

    /// Its octets.
    public byte[] content() {
        return content.clone();
    }

    /// Its permission bits.
    public int mode() {
        return mode;
    }
}
