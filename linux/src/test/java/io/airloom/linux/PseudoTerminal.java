package io.airloom.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A pair of serial lines: what is written to [#other()] arrives at the device with [#path()], and
/// the other way round.
record PseudoTerminal(Fd other, Path path) implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();

    static PseudoTerminal open() throws Throwable {
        Fd other = Fd.open(Path.of("/dev/ptmx"), Fd.O_RDWR);
        var unlock =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("unlockpt"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        if ((int) unlock.invokeExact(other.value()) != 0) {
            throw new IllegalStateException("unlockpt");
        }
        var name =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("ptsname"),
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MemorySegment text = (MemorySegment) name.invokeExact(other.value());
        return new PseudoTerminal(other, Path.of(text.reinterpret(64).getString(0)));
    }

    @Override
    public void close() {
        other.close();
    }
}
