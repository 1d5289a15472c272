package io.airloom.junit;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.EventFd;
import java.util.concurrent.atomic.AtomicBoolean;

/// Airloom's system calls need a word from whoever starts the JVM.
final class NativeAccess {
    /// What a test's JVM is to be started with.
    static final String FLAG = "--enable-native-access=ALL-UNNAMED";

    private static final System.Logger LOG = System.getLogger(NativeAccess.class.getName());
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private NativeAccess() {}

    /// Says once that the flag is missing: today's JVM warns, a later one or
    /// `--illegal-native-access=deny` refuses.
    static void check() {
        Module module = EventFd.class.getModule();
        if (!module.isNativeAccessEnabled() && SAID.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, words());
        }
    }

    /// What to say instead of `failure`, if that comes from the missing flag; else the same.
    static RuntimeException explained(RuntimeException failure) {
        return isRefusal(failure) ? refusal(failure) : failure;
    }

    /// The same for errors: the first system call may be made while a class is initialised.
    static EnvironmentException refusal(Throwable failure) {
        return new EnvironmentException(words(), "add " + FLAG, failure);
    }

    static boolean isRefusal(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 16; depth++) {
            if (cause instanceof IllegalCallerException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String words() {
        return "Airloom makes system calls, and this JVM was not told that it may: start tests with"
                + " "
                + FLAG
                + " (Maven: <argLine> of the surefire plugin; Gradle: jvmArgs of the test task)";
    }
}
