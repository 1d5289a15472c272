package io.airloom.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// The C functions for terminals (termios(3)), in the manner of [Libc].
final class LibcTerminal {
    private static final int TCSANOW = 0;

    private static final MethodHandle TCGETATTR = Libc.find("tcgetattr");
    private static final MethodHandle TCSETATTR = Libc.find("tcsetattr");
    private static final MethodHandle CFMAKERAW =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("cfmakeraw"),
                            FunctionDescriptor.ofVoid(JAVA_LONG));

    private LibcTerminal() {}

    static int tcgetattr(int fd, long termios) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    TCGETATTR.invokeExact(
                                            s.callState, (long) fd, termios, 0L, 0L, 0L, 0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static int tcsetattr(int fd, long termios) {
        Scratch s = Scratch.ofThread();
        try {
            return s.result(
                    (int)
                            (long)
                                    TCSETATTR.invokeExact(
                                            s.callState,
                                            (long) fd,
                                            (long) TCSANOW,
                                            termios,
                                            0L,
                                            0L,
                                            0L));
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    static void cfmakeraw(long termios) {
        try {
            CFMAKERAW.invokeExact(termios);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}
