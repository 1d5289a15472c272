package io.airloom.lab;

/// Watches a lab. Called from the lab's threads, one call at a time, in order of happening; must
/// return soon.
@FunctionalInterface
public interface LabListener {
    /// For who does not care.
    LabListener NONE = event -> {};

    /// Something has happened.
    void event(LabEvent event);
}
