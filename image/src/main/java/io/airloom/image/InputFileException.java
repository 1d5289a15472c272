package io.airloom.image;

import java.util.List;
import java.util.stream.Collectors;

/// A topology file that cannot be used; says everything that is wrong with it.
public final class InputFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param problems at least one
    public InputFileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, in the order of the file.
    public List<Problem> problems() {
        return problems;
    }
}
