package io.airloom.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/// A process's standard output and input as one channel.
final class ProcessLine implements ByteChannel {
    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private volatile boolean open = true;

    ProcessLine(Process process) {
        this.process = process;
        this.in = process.getInputStream();
        this.out = process.getOutputStream();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count =
                in.read(
                        target.array(),
                        target.arrayOffset() + target.position(),
                        target.remaining());
        target.position(target.position() + Math.max(count, 0));
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        out.write(source.array(), source.arrayOffset() + source.position(), count);
        out.flush();
        source.position(source.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return open && process.isAlive();
    }

    /// Closes our end of the input. That of the output goes when the process has ended: its reader
    /// finds the end of the stream then.
    @Override
    public void close() throws IOException {
        open = false;
        out.close();
    }
}
