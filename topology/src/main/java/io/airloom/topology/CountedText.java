package io.airloom.topology;

/// A text for a regular expression that may only be looked at so often: an expression that goes
/// back and forth for ever ends, after the same number of looks on every machine.
///
/// @param looks counts, for this text and all parts of it
record CountedText(CharSequence text, Looks looks) implements CharSequence {
    /// What takes a second or so.
    private static final long MAX_LOOKS = 100_000_000L;

    /// How often the text has been looked at.
    static final class Looks {
        private long count;

        private void next() {
            if (++count > MAX_LOOKS) {
                throw new TooManyLooks();
            }
        }
    }

    /// Out of looks.
    static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super("more than " + MAX_LOOKS + " looks", null, false, false);
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        looks.next();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new CountedText(text.subSequence(start, end), looks);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
