package io.airloom.lab;

/// An answer that takes its time, for as long as whoever asked stays; it is the last one on its
/// connection.
non-sealed interface ControlWork extends ControlAnswer {
    /// Works.
    ControlMessage answer() throws InterruptedException;

    /// Whoever asked has gone: the work is to end soon. Any thread, also after its end.
    void giveUp();
}
