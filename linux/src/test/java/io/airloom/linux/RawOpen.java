package io.airloom.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// `open(2)`, which the room itself does not need.
final class RawOpen {
    private RawOpen() {}

    static int readOnly(Path file) throws IOException {
        Linker linker = Linker.nativeLinker();
        var open =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            return (int) open.invokeExact(arena.allocateFrom(file.toString()), 0);
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }
}
