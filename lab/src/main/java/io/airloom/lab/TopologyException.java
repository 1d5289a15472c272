package io.airloom.lab;

import java.util.List;
import java.util.stream.Collectors;

/// A topology file that cannot be used; says everything that is wrong with it.
public final class TopologyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// @param problems at least one
    public TopologyException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, in the order of the file.
    public List<Problem> problems() {
        return problems;
    }
}
