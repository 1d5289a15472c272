package io.airloom.lab;

import java.util.List;

/// How the medium of a lab is run in a process of its own, which may die and be started again under
/// running machines.
///
/// @param program the command line that runs Airloom, without its arguments
public record MediumProcess(List<String> program) {
    public MediumProcess {
        program = List.copyOf(program);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
    }
}
