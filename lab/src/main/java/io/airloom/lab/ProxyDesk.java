package io.airloom.lab;

/// Takes a person's orders to the host's side of a proxy.
@FunctionalInterface
interface ProxyDesk {
    /// There is no proxy.
    ProxyDesk NONE = _ -> new Answer(false, "there is no proxy");

    /// Does what is ordered. Any thread.
    Answer order(ProxyOrder order);

    /// What came of it.
    ///
    /// @param isDone whether it could be done
    /// @param text for people, in lines; what guests have named is safe to show
    record Answer(boolean isDone, String text) {}
}
