package io.airloom.image;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Takes as many octets as were announced in an archive's header, and no others: a file that
/// changes while it is written must not break the archive behind it.
final class ExactStream extends FilterOutputStream {
    private final String name;
    private long left;

    private ExactStream(OutputStream out, long length, String name) {
        super(out);
        this.left = length;
        this.name = name;
    }

    /// Writes a content of this length.
    ///
    /// @param name the member that it is, for the message
    /// @throws IOException if it is longer or shorter
    static void write(FileTree.Content content, long length, String name, OutputStream out)
            throws IOException {
        @SuppressWarnings("resource") // the archive goes on behind it
        ExactStream exact = new ExactStream(out, length, name);
        content.writeTo(exact);
        if (exact.left != 0) {
            throw exact.changed();
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (length > left) {
            throw changed();
        }
        out.write(octets, offset, length);
        left -= length;
    }

    private IOException changed() {
        return new IOException("the file for /" + name + " changed while it was written");
    }
}
