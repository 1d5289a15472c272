package io.airloom.guest;

/// What is counted for each guest, besides the {@link io.airloom.hwsim.HwsimProblem}s of its
/// messages.
public enum GuestCounter {
    /// Messages that came from the guest.
    MESSAGES("messages"),
    /// Of these, frames that its radios send.
    FRAMES("frames"),
    /// Messages of which something was wrong.
    BAD_MESSAGES("bad messages"),
    /// Messages with a command that the air has no use for.
    IGNORED_MESSAGES("ignored messages"),
    /// Frames that could not be answered, since they do not name their radio or their cookie.
    UNANSWERABLE_FRAMES("unanswerable frames"),
    /// TX statuses sent, at once or through the backlog.
    STATUSES("statuses"),
    /// TX statuses for which there was no room. Stays 0 if whoever carries the messages heeds
    /// {@link Guest#accepting()} and the guest's buffers have the usual size.
    STATUSES_LOST("statuses lost"),
    /// Frames that its radios received, at once or through the backlog.
    RECEPTIONS("receptions"),
    /// Messages to the guest that had to wait in the backlog.
    BACKLOGGED("backlogged"),
    /// Frames from the backlog that the guest's buffers were too short for.
    BACKLOG_DROPPED("dropped from backlog"),
    /// Radios beyond the limit.
    RADIOS_REFUSED("radios refused"),
    /// Addresses beyond the limit, and group addresses.
    ADDRESSES_REFUSED("addresses refused"),
    /// Peer measurements asked for, which all end without a result.
    MEASUREMENTS_ENDED("measurements ended");

    private final String text;

    GuestCounter(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
