package io.airloom.proxy;

/// What octets turned out to be. Nothing that a peer sends is an exception.
///
/// @param <T> what they should be
public sealed interface Decoded<T> {
    /// The same, where something more general is asked for.
    static <T> Decoded<T> of(Decoded<? extends T> decoded) {
        return switch (decoded) {
            case Whole<? extends T>(T value) -> new Whole<>(value);
            case Malformed<? extends T>(String reason, int offset) ->
                    new Malformed<>(reason, offset);
        };
    }

    /// They are one.
    record Whole<T>(T value) implements Decoded<T> {}

    /// They are none.
    ///
    /// @param reason in words, with the value that is wrong; nothing of a key
    /// @param offset where in the octets
    record Malformed<T>(String reason, int offset) implements Decoded<T> {}
}
