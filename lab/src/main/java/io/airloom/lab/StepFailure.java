package io.airloom.lab;

/// A step did not succeed; for the one who runs the steps.
final class StepFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String output;
    private final String words;

    /// @param why in a line: `exit code 1 instead of 0`
    /// @param output what a command wrote
    /// @param words what the guest said that tells the reason; may be empty, long and hostile
    StepFailure(String why, String output, String words) {
        super(why);
        this.output = output;
        this.words = words;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    String output() {
        return output;
    }

    String words() {
        return words;
    }
}
