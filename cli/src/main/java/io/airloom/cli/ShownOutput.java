package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.machine.ExecOutput;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Shows what a command in a node writes as it comes: octet for octet in a file or a pipe; on a
/// terminal without what would move its cursor. Its standard error goes to ours.
final class ShownOutput implements ExecOutput {
    private final Terminal terminal;
    private final Shown out;
    private final Shown err;

    ShownOutput(Terminal terminal) {
        this.terminal = terminal;
        this.out = new Shown(terminal.out(), terminal.isOutTerminal());
        this.err = new Shown(terminal.err(), terminal.isErrTerminal());
    }

    private Shown of(Source source) {
        return source == Source.STDOUT ? out : err;
    }

    /// @throws UncheckedIOException if nobody takes the standard output any more
    @Override
    public void write(Source source, byte[] octets) {
        of(source).write(octets, false);
        if (source == Source.STDOUT && terminal.out().checkError()) {
            throw new UncheckedIOException(new IOException("nobody reads any more"));
        }
    }

    @Override
    public void leftOut(Source source, long count) {
        end();
        String name = source == Source.STDOUT ? "output" : "standard error";
        terminal.complain("airloom: %d more octets of its %s were left out".formatted(count, name));
    }

    /// Nothing more comes.
    void end() {
        out.write(new byte[0], true);
        err.write(new byte[0], true);
    }

    /// One output. A character may come in two pieces, as may the end of a line.
    private static final class Shown {
        private final PrintStream stream;
        private final boolean toTerminal;
        private final CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);

        /// What has come but is not shown yet: part of a character.
        private byte[] rest = new byte[0];

        /// A carriage return that has come but is not shown yet.
        private String held = "";

        Shown(PrintStream stream, boolean toTerminal) {
            this.stream = stream;
            this.toTerminal = toTerminal;
        }

        void write(byte[] octets, boolean isEnd) {
            if (toTerminal) {
                stream.print(Printable.lines(text(octets, isEnd)));
            } else {
                stream.write(octets, 0, octets.length);
            }
            stream.flush();
        }

        private String text(byte[] octets, boolean isEnd) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + octets.length);
            in.put(rest).put(octets).flip();
            CharBuffer chars = CharBuffer.allocate(in.remaining() + 1);
            decoder.reset().decode(in, chars, isEnd);
            rest = new byte[in.remaining()];
            in.get(rest);
            String text = held + chars.flip();
            held = !isEnd && text.endsWith("\r") ? "\r" : "";
            return text.substring(0, text.length() - held.length());
        }
    }
}
