package io.airloom.image;

import io.airloom.image.Recipe.Build;
import io.airloom.image.Recipe.Environment;
import io.airloom.image.Recipe.Fetch;
import io.airloom.image.Recipe.Kernel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the parts of a recipe that are built from source: `kernel` and `build`.
final class RecipeBuilds {
    private static final List<String> KERNEL_FETCHES = List.of("source", "folder", "archive");

    private static final List<String> KERNEL_KEYS =
            List.of(
                    "package",
                    "source",
                    "folder",
                    "archive",
                    "sha256",
                    "patches",
                    "defconfig",
                    "config");

    private static final List<String> FETCH_KINDS = List.of("folder", "archive", "source");

    private static final List<String> FETCH_KEYS = List.of("folder", "archive", "source", "sha256");

    private static final List<String> BUILD_KEYS =
            List.of("fetch", "patches", "needs", "environment", "configure", "build", "install");

    /// Steps of this name are the kernel's.
    private static final String KERNEL = "kernel";

    private static final int MAX_BUILDS = 100;

    private final RecipeValues values;

    RecipeBuilds(RecipeValues values) {
        this.values = values;
    }

    /// The kernel; it takes the place of the base's as a whole.
    Kernel kernel(@Nullable YamlValue value, Kernel base) {
        YamlMap map = value == null ? null : value.map("kernel: ");
        if (value == null || map == null) {
            return base;
        }
        map.allowOnly(KERNEL_KEYS);
        YamlValue named = map.value("package");
        if (named != null) {
            for (YamlValue other : map.values().values()) {
                if (!other.key().equals("package") && KERNEL_KEYS.contains(other.key())) {
                    other.problem(
                            "is for a kernel from source, and \"package\" names one that is built;"
                                    + " leave one of them out");
                }
            }
            return new Kernel.Packaged(values.word(named, RecipeValues.PACKAGE, "linux"));
        }
        Fetch fetch = fetch(map, KERNEL_FETCHES);
        YamlValue defconfig = map.value("defconfig");
        List<Path> patches = values.files(map.value("patches"));
        List<Path> fragments = values.files(map.value("config"));
        return fetch == null
                ? base
                : new Kernel.Built(
                        fetch instanceof Fetch.SourcePackage source
                                ? new Fetch.KernelPackage(source.name())
                                : fetch,
                        patches,
                        defconfig == null
                                ? null
                                : values.word(defconfig, RecipeValues.GOAL, "defconfig"),
                        fragments);
    }

    private @Nullable Fetch fetch(YamlMap map, List<String> allowed) {
        List<String> kinds = allowed.stream().filter(map.values()::containsKey).toList();
        if (kinds.size() != 1) {
            map.problem(
                    kinds.isEmpty()
                            ? "says not where its source is; add one of "
                                    + String.join(", ", allowed)
                            : "has more than one source: " + String.join(", ", kinds));
            return null;
        }
        YamlValue value = map.value(kinds.getFirst());
        YamlValue hash = map.value("sha256");
        if (value == null) {
            return null;
        }
        if (hash != null && !value.key().equals("archive")) {
            hash.problem("is for an archive; what Debian signs and what is yours has none");
        }
        return switch (value.key()) {
            case "folder" -> {
                Path path = values.folder(value);
                yield path == null ? null : new Fetch.Folder(path);
            }
            case "source" -> {
                String name = values.word(value, RecipeValues.PACKAGE, "");
                yield name.isEmpty() ? null : new Fetch.SourcePackage(name);
            }
            default -> archive(value, hash);
        };
    }

    private @Nullable Fetch archive(YamlValue value, @Nullable YamlValue hash) {
        String text = value.text();
        String sha256 = hash == null ? "" : values.word(hash, RecipeValues.SHA256, "");
        if (text == null) {
            return null;
        }
        if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            Path file = values.file(value);
            return file == null
                    ? null
                    : new Fetch.LocalArchive(file, sha256.isEmpty() ? null : sha256);
        }
        if (hash == null) {
            value.problem("comes from elsewhere and needs its hash; add sha256: (64 digits)");
        }
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return new Fetch.Download(uri, sha256);
            }
            value.problem(
                    "must be a file, or an address with http or https and no password, not "
                            + Printable.quoted(text));
        } catch (URISyntaxException e) {
            value.problem("is no address: " + Printable.quoted(text));
        }
        return null;
    }

    /// The builds of `base` and those of a mapping from names, each after those that it needs. One
    /// of the same name takes the other's place.
    SequencedMap<String, Build> builds(
            @Nullable YamlValue value, SequencedMap<String, Build> base) {
        YamlMap map = value == null ? null : value.map("build: ");
        if (value == null || map == null) {
            return base;
        }
        if (map.values().size() > MAX_BUILDS) {
            value.problem("has more than " + MAX_BUILDS + " members");
            return base;
        }
        Set<String> names = new LinkedHashSet<>(base.keySet());
        names.addAll(map.values().keySet());
        SequencedMap<String, Build> builds = new LinkedHashMap<>(base);
        Map<String, YamlValue> places = new HashMap<>();
        for (YamlValue entry : map.values().values()) {
            if (!RecipeValues.NAME.pattern().matcher(entry.key()).matches()
                    || entry.key().equals(KERNEL)) {
                entry.file()
                        .problem(
                                entry.keyNode(),
                                "build: "
                                        + Printable.quoted(entry.key())
                                        + " must be a name of "
                                        + RecipeValues.NAME.what()
                                        + ", and not kernel");
                continue;
            }
            places.put(entry.key(), entry);
            Build build = build(entry, names);
            if (build != null) {
                builds.put(entry.key(), build);
            }
        }
        return ordered(builds, places);
    }

    private @Nullable Build build(YamlValue entry, Set<String> names) {
        YamlMap map = entry.map("build " + Printable.quoted(entry.key()) + ": ");
        if (map == null) {
            return null;
        }
        map.allowOnly(BUILD_KEYS);
        YamlValue from = map.required("fetch", "fetch: {folder: " + entry.key() + "}");
        YamlMap fetchMap = from == null ? null : from.map(map.context() + "fetch ");
        Fetch fetch = null;
        if (fetchMap != null) {
            fetchMap.allowOnly(FETCH_KEYS);
            fetch = fetch(fetchMap, FETCH_KINDS);
        }
        List<Path> patches = values.files(map.value("patches"));
        List<String> needs = values.more(List.of(), map.value("needs"), RecipeValues.NEED);
        YamlValue install = map.required("install", "install: make install DESTDIR=$DESTDIR");
        String installed = values.word(install, RecipeValues.COMMAND, "");
        Environment environment =
                RecipeValues.choice(
                        map.value("environment"),
                        Environment.values(),
                        Environment.WORDS,
                        Environment.CLEAN);
        String configure = command(map.value("configure"));
        String build = command(map.value("build"));
        return fetch == null
                ? null
                : new Build(
                        entry.key(),
                        fetch,
                        patches,
                        needs.stream().filter(need -> !names.contains(need)).toList(),
                        needs.stream().filter(names::contains).toList(),
                        environment,
                        configure,
                        build,
                        installed);
    }

    private @Nullable String command(@Nullable YamlValue value) {
        String text = values.word(value, RecipeValues.COMMAND, "");
        return text.isBlank() ? null : text;
    }

    /// Puts each behind those that it needs, and reports the ones that need each other.
    private static SequencedMap<String, Build> ordered(
            SequencedMap<String, Build> builds, Map<String, YamlValue> places) {
        SequencedMap<String, Build> ordered = new LinkedHashMap<>();
        for (Build build : builds.values()) {
            add(build, builds, places, ordered, new LinkedHashSet<>());
        }
        return ordered;
    }

    private static void add(
            Build build,
            Map<String, Build> builds,
            Map<String, YamlValue> places,
            SequencedMap<String, Build> ordered,
            Set<String> above) {
        if (ordered.containsKey(build.name())) {
            return;
        }
        above.add(build.name());
        for (String need : build.needsBuilds()) {
            Build needed = builds.get(need);
            YamlValue place = places.get(build.name());
            if (above.contains(need) && place != null) {
                place.problem("needs itself: " + String.join(" needs ", above) + " needs " + need);
            } else if (needed != null && !above.contains(need)) {
                add(needed, builds, places, ordered, above);
            }
        }
        above.remove(build.name());
        ordered.put(build.name(), build);
    }
}
