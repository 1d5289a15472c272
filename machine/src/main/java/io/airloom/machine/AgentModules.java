package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Manifest;
import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The modules that the agent consists of, where this program itself runs from: folders of classes
/// in a source tree, jars where it is installed.
///
/// @param places module to its folder or jar
record AgentModules(SortedMap<String, Path> places) {
    /// The agent's own.
    static final String ROOT = "io.airloom.agent";

    private static final String HOUSE = "io.airloom.";

    /// Finds them on this program's own class path or module path.
    ///
    /// @throws EnvironmentException if they are not all there
    static AgentModules find() {
        List<Path> path = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            Stream.of(System.getProperty(property, "").split(File.pathSeparator, -1))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of)
                    .filter(Files::exists)
                    .forEach(path::add);
        }
        return among(path);
    }

    /// Finds them among folders and jars.
    static AgentModules among(List<Path> path) {
        Map<String, Entry> known = new HashMap<>();
        for (Path place : path) {
            for (ModuleReference module : modules(place)) {
                ModuleDescriptor descriptor = module.descriptor();
                if (descriptor.name().startsWith(HOUSE)) {
                    known.putIfAbsent(descriptor.name(), new Entry(place, descriptor));
                }
            }
        }
        SortedMap<String, Path> places = new TreeMap<>();
        Deque<String> wanted = new ArrayDeque<>(List.of(ROOT));
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            Entry entry = known.get(name);
            if (entry == null) {
                throw new EnvironmentException(
                        "this program runs without its module " + name, "build or install it anew");
            }
            if (places.put(name, entry.place()) == null) {
                entry.descriptor().requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .filter(required -> required.startsWith(HOUSE))
                        .forEach(wanted::add);
            }
        }
        return new AgentModules(places);
    }

    private record Entry(Path place, ModuleDescriptor descriptor) {}

    /// A jar that cannot be a module is none of ours.
    private static Iterable<ModuleReference> modules(Path place) {
        try {
            return ModuleFinder.of(place).findAll();
        } catch (FindException e) {
            return List.of();
        }
    }

    /// All of them for `--module-path`.
    String path() {
        return places.values().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// A hash of all that is in them.
    String hash() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, Path> place : places.entrySet()) {
            all.append(place.getKey()).append('\n');
            try (Stream<Path> walk = Files.walk(place.getValue())) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    all.append(place.getValue().relativize(file)).append(' ');
                    all.append(Manifest.sha256(file)).append('\n');
                }
            }
        }
        return Manifest.sha256(all.toString());
    }
}
