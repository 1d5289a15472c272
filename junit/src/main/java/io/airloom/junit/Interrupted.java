package io.airloom.junit;

/// A test that is interrupted (JUnit's `@Timeout` does that) while it waits for its lab.
final class Interrupted {
    private Interrupted() {}

    /// What is thrown instead, so that no test has to declare it. The thread stays interrupted.
    static IllegalStateException again(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the test was interrupted while it waited for its lab", e);
    }
}
