package io.airloom.lab;

import java.io.IOException;

/// An answer that takes its time, for as long as whoever asked stays; it is the last one on its
/// connection.
non-sealed interface ControlWork extends ControlAnswer {
    /// Whoever asked.
    interface Asker {
        /// Tells how far the work is; waits while the other end does not read.
        void tell(ControlMessage progress) throws IOException;
    }

    /// Works.
    ///
    /// @param asker may be told something before the end, on any thread
    ControlMessage answer(Asker asker) throws InterruptedException;

    /// Whoever asked has gone: the work is to end soon. Any thread, also after its end.
    void giveUp();
}
