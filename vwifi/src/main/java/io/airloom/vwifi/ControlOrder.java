package io.airloom.vwifi;

/// What a control program wants.
sealed interface ControlOrder {
    /// Nothing, or nothing that can be done: no answer.
    record Nothing() implements ControlOrder {}

    /// What is not an order.
    record Nonsense() implements ControlOrder {}

    /// Who is there?
    record Listing() implements ControlOrder {}

    /// What is set, and is a spy there?
    record Show() implements ControlOrder {}

    /// What is set, and how is it served?
    record Status() implements ControlOrder {}

    /// A client stands somewhere else.
    record Place(int cid, Position position) implements ControlOrder {}

    /// A client has another name.
    record Name(int cid, String name) implements ControlOrder {}

    /// Frames may be lost, or not.
    record Loss(boolean on) implements ControlOrder {}

    /// How far are two apart?
    record Distance(int cid1, int cid2) implements ControlOrder {}

    /// A unit is so many metres.
    record Scale(double metres) implements ControlOrder {}

    /// All clients and spies shall go.
    record CloseAll() implements ControlOrder {}
}
