package io.airloom.lab;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How the medium of a lab is run in a process of its own, which may die and be started again under
/// running machines.
///
/// @param program the command line that runs Airloom, without its arguments
/// @param frames is given each frame in words, or null
public record MediumProcess(List<String> program, @Nullable Consumer<String> frames) {
    public MediumProcess {
        program = List.copyOf(program);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
    }
}
