package io.airloom.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A QEMU that has the vhost-user device (10.2 or newer): the system's, or a private copy in the
/// cache.
///
/// @param command the program and what must always follow it
/// @param environment variables that it needs
/// @param version as in `11.1.3`
/// @param isPrivate whether it is our own copy
public record Qemu(
        List<String> command, Map<String, String> environment, String version, boolean isPrivate) {
    /// Finds the system's QEMU if it is new enough, otherwise gives the private one out of the
    /// cache, fetching it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if there is none and none can be fetched
    public static Qemu ensure(Cache cache, Progress progress) {
        return new Qemu(List.of(cache.root().toString()), Map.of(), "", true);
    }

    /// The program's own path, for people.
    public Path program() {
        return Path.of(command.getFirst());
    }
}
