package io.airloom.bench;

import io.airloom.vhost.VhostViolation.Kind;
import java.util.List;

/// One way for a guest or its front end to break a rule, and what a back end must make of it.
///
/// @param name unique, lower case with dashes
/// @param rule the clause that it breaks
/// @param how what the culprit does, in words
/// @param outcome what must happen to the culprit
/// @param kinds the kinds of violation that may end it; empty unless it is disconnected. More than
///   one where it is a matter of time which rule is seen to be broken first
/// @param options what kind of guest it is
/// @param deed does it
public record Violation(
        String name,
        String rule,
        String how,
        Outcome outcome,
        List<Kind> kinds,
        GuestOptions options,
        Deed deed) {
    private static final GuestOptions OPTIONS = GuestOptions.usual().withQueueSize(64);

    /// What is done.
    @FunctionalInterface
    interface Deed {
        /// Does it; the back end may go away meanwhile, which is then thrown.
        void commit(Culprit culprit);
    }

    static Violation ends(String name, String rule, String how, Kind kind, Deed deed) {
        return new Violation(name, rule, how, Outcome.DISCONNECTED, List.of(kind), OPTIONS, deed);
    }

    static Violation refused(String name, String rule, String how, Deed deed) {
        return new Violation(name, rule, how, Outcome.REFUSED, List.of(), OPTIONS, deed);
    }

    static Violation answered(String name, String rule, String how, Deed deed) {
        return new Violation(name, rule, how, Outcome.ANSWERED, List.of(), OPTIONS, deed);
    }

    static Violation servedOn(String name, String rule, String how, Deed deed) {
        return new Violation(name, rule, how, Outcome.SERVED_ON, List.of(), OPTIONS, deed);
    }

    Violation or(Kind... others) {
        List<Kind> all = new java.util.ArrayList<>(kinds);
        all.addAll(List.of(others));
        return new Violation(name, rule, how, outcome, List.copyOf(all), options, deed);
    }

    Violation with(GuestOptions other) {
        return new Violation(name, rule, how, outcome, kinds, other, deed);
    }

    Violation unsealed() {
        return with(options.withSealed(false));
    }

    /// What must happen, in words: `disconnected: BAD_VERSION`.
    public String expectation() {
        return kinds.isEmpty()
                ? outcome.text()
                : outcome.text()
                        + ": "
                        + String.join(" or ", kinds.stream().map(Kind::name).toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
