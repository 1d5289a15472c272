package io.airloom.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What a program makes of a file, read while it runs. At the end, a program that has failed is an
/// error. Closing it ends the program.
final class ProgramOutput extends FilterInputStream {
    private final Process process;
    private final Path input;

    ProgramOutput(List<String> command, Path input) throws IOException {
        this(
                new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                input);
    }

    private ProgramOutput(Process process, Path input) {
        super(process.getInputStream());
        this.process = process;
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b < 0) {
            requireSuccess();
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count < 0) {
            requireSuccess();
        }
        return count;
    }

    private void requireSuccess() throws IOException {
        try {
            if (process.waitFor() != 0) {
                throw new EnvironmentException(input + " is broken", "fetch it again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + input, e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        super.close();
    }
}
