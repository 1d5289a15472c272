package io.airloom.cli;

/// What the program's end means; the only place that knows the numbers.
enum ExitCode {
    /// Done.
    OK(0),
    /// The work itself failed: a step of a lab, a test.
    FAILED(1),
    /// The command line or an input file is wrong.
    USAGE(2),
    /// The machine lacks something: network, disk, a program.
    ENVIRONMENT(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
