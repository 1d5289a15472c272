package io.airloom.machine;

/// One thing that [Doctor] looked at.
///
/// @param name what it is, a word or two
/// @param status how it is
/// @param value what was found: a version, a path, a size, or what is wrong
/// @param remedy what mends it; empty when nothing needs to be mended
public record Check(String name, Status status, String value, Remedy remedy) {
    /// How a thing is.
    public enum Status {
        /// Works.
        OK,
        /// Missing, but Airloom works without it or fetches it by itself.
        NOTE,
        /// Airloom does not work until it is mended.
        MISSING
    }

    /// What mends a thing.
    ///
    /// @param text one sentence for people; empty when nothing needs to be mended
    /// @param command a shell command that does it, run by `doctor --fix` after asking; empty if
    ///   none can
    public record Remedy(String text, String command) {
        /// Nothing needs to be mended.
        public static final Remedy NONE = new Remedy("", "");
    }

    static Check ok(String name, String value) {
        return new Check(name, Status.OK, value, Remedy.NONE);
    }
}
