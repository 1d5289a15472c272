package io.airloom.proxy;

import java.time.Duration;

/// Answers guests' requests. Any number of threads, at most one for each guest.
public interface RequestHandler {
    /// Does what a guest asks for, and waits until it is done.
    ///
    /// @param request its key, if it has one, is the caller's, who wipes it afterwards
    /// @param within the answer is there by then, whatever it is
    Answer answer(GuestId guest, Request request, Duration within) throws InterruptedException;

    /// An answer did not reach its guest, which does not know what it says: what was done for it is
    /// taken back.
    void undelivered(GuestId guest, Request request, Answer answer);

    /// Tells guests of something, unasked.
    interface Notifier {
        /// Sends a notification to one guest, after those that were given before. Does not wait;
        /// what does not arrive is lost.
        void notify(GuestId guest, Notification notification);
    }
}
