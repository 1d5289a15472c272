package io.airloom.cli;

import picocli.CommandLine.Option;

/// How often the same is done, to find what fails now and then.
final class RepeatOption {
    private static final int MAX_TIMES = 10_000;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Do it up to N times, until it fails, each time with the next seed of the air"
                            + " unless --seed is given.")
    private int times = 1;

    /// At least once.
    ///
    /// @throws UsageException if it is too often, or not at all
    int times() {
        if (times < 1 || times > MAX_TIMES) {
            throw new UsageException("--repeat must be 1 to " + MAX_TIMES + ", not " + times);
        }
        return times;
    }
}
