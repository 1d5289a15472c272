package io.airloom.bench;

import java.util.List;
import java.util.stream.Stream;

/// All rules of vhost-user, virtio and hwsim that the bench knows how to break.
public final class Violations {
    private static final List<Violation> ALL =
            Stream.of(
                            ControlViolations.all(),
                            DescriptorViolations.all(),
                            MemoryViolations.all(),
                            RingViolations.all(),
                            MessageViolations.all(),
                            ConductViolations.all())
                    .flatMap(List::stream)
                    .toList();

    private Violations() {}

    /// Every one, in the order of the way in: control socket, descriptors, memory, rings, messages.
    public static List<Violation> all() {
        return ALL;
    }

    /// The lines of `docs/security.md` that list them, as a table.
    public static List<String> table() {
        return ALL.stream()
                .map(v ->
                        "| `%s` | %s | %s | %s |"
                                .formatted(v.name(), v.rule(), v.how(), v.expectation()))
                .toList();
    }
}
