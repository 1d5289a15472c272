package io.airloom.hostwifi;

/// A call over D-Bus that did not do what it should: refused, unanswered, or answered with
/// something else than was agreed. The message is for people, and never a key.
final class BusException extends Exception {
    private static final long serialVersionUID = 1;

    /// The name of no error: nobody answered.
    static final String NO_ANSWER = "org.freedesktop.DBus.Error.NoReply";

    /// What was answered is not what was agreed.
    static final String ODD = "io.airloom.Odd";

    private static final int MAX_TEXT_LENGTH = 200;

    private final String error;

    private BusException(String error, String message) {
        super(message);
        this.error = error;
    }

    /// The other side's refusal.
    ///
    /// @param error the name of the error
    /// @param text in its words, which are cut and cleaned
    static BusException refused(String call, String error, String text) {
        return new BusException(
                error, "%s: %s".formatted(call, clean(text.isEmpty() ? error : text)));
    }

    /// Nobody answered in time, or nobody is there.
    static BusException unanswered(String call, String why) {
        return new BusException(NO_ANSWER, "%s: %s".formatted(call, clean(why)));
    }

    /// What came is not of the type that was agreed.
    static BusException odd(String what) {
        return new BusException(ODD, what);
    }

    /// The D-Bus name of the error.
    String error() {
        return error;
    }

    /// Whether the call may still be done some time.
    boolean isUnanswered() {
        return error.equals(NO_ANSWER);
    }

    private static String clean(String text) {
        String printable = text.replaceAll("\\p{C}", "?");
        return printable.length() <= MAX_TEXT_LENGTH
                ? printable
                : printable.substring(0, MAX_TEXT_LENGTH) + "…";
    }
}
