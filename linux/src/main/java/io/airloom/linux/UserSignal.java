package io.airloom.linux;

import java.lang.reflect.Proxy;

/// SIGUSR1: somebody wants to see how the program is doing. `sun.misc.Signal` is the only way that
/// the JDK leaves to hear a signal. It is named at run time, since the compiler warns of it and
/// cannot be told not to.
public final class UserSignal {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private UserSignal() {}

    /// Runs `report` at each signal, on a thread of the virtual machine, instead of ending.
    ///
    /// @return false if the signal is not to be had: this Java has no module jdk.unsupported
    public static boolean onRequest(Runnable report) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            Object proxy =
                    Proxy.newProxyInstance(
                            UserSignal.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) -> {
                                if (!method.getName().equals("handle")) {
                                    throw new UnsupportedOperationException(method.getName());
                                }
                                report.run();
                                return null;
                            });
            Object user = signal.getConstructor(String.class).newInstance("USR1");
            signal.getMethod("handle", signal, handler).invoke(null, user, proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
