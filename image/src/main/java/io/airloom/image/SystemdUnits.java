package io.airloom.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Enables the units of an image as systemd would on its first boot, by the presets of its packages
/// (systemd.preset(5)): what no preset names is enabled, as Debian has it. Doing it ahead saves
/// each machine the time, and a recipe can mask what it does not want.
final class SystemdUnits {
    private static final String UNITS = "usr/lib/systemd/system/";
    private static final String PRESETS = "usr/lib/systemd/system-preset/";
    private static final String ENABLED = "etc/systemd/system/";

    /// A line of a preset: all units whose names match are enabled, or are not.
    private record Preset(boolean enable, String pattern) {}

    private final FileTree tree;
    private final List<Preset> presets = new ArrayList<>();

    private SystemdUnits(FileTree tree) {
        this.tree = tree;
    }

    /// Adds the links by which the units are enabled; what has a place there keeps it.
    static void enable(FileTree tree) throws IOException {
        SystemdUnits units = new SystemdUnits(tree);
        units.readPresets();
        for (String name : members(tree, UNITS)) {
            if (tree.entry(UNITS + name) instanceof FileTree.PlainFile file && units.wants(name)) {
                units.enable(name, text(file));
            }
        }
    }

    private static List<String> members(FileTree tree, String folder) {
        return tree.entries().keySet().stream()
                .filter(path -> path.startsWith(folder))
                .map(path -> path.substring(folder.length()))
                .filter(name -> name.indexOf('/') < 0)
                .toList();
    }

    private static String text(FileTree.PlainFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.content().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void readPresets() throws IOException {
        for (String name : members(tree, PRESETS)) {
            if (tree.entry(PRESETS + name) instanceof FileTree.PlainFile file) {
                for (String line : text(file).lines().toList()) {
                    String[] words = line.strip().split("\\s+", 2);
                    if (words.length == 2 && words[0].matches("enable|disable")) {
                        presets.add(new Preset(words[0].equals("enable"), pattern(words[1])));
                    }
                }
            }
        }
    }

    /// A shell's pattern as a regular expression.
    private static String pattern(String glob) {
        StringBuilder pattern = new StringBuilder();
        for (char c : glob.strip().toCharArray()) {
            pattern.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> java.util.regex.Pattern.quote(String.valueOf(c));
                    });
        }
        return pattern.toString();
    }

    private boolean wants(String unit) {
        return presets.stream()
                .filter(preset -> unit.matches(preset.pattern()))
                .findFirst()
                .map(Preset::enable)
                .orElse(true);
    }

    private void enable(String unit, String text) {
        Map<String, List<String>> install = install(text);
        String name = unit;
        if (unit.contains("@.")) {
            List<String> instance = install.getOrDefault("DefaultInstance", List.of());
            if (instance.isEmpty()) {
                return;
            }
            name = unit.replace("@.", "@" + instance.getFirst() + ".");
        }
        for (String alias : install.getOrDefault("Alias", List.of())) {
            link(ENABLED + alias, unit);
        }
        for (String target : install.getOrDefault("WantedBy", List.of())) {
            link(ENABLED + target + ".wants/" + name, unit);
        }
        for (String target : install.getOrDefault("RequiredBy", List.of())) {
            link(ENABLED + target + ".requires/" + name, unit);
        }
    }

    private void link(String path, String unit) {
        if (!path.contains("%") && FileTree.fault(path).isEmpty() && !tree.has(path)) {
            tree.link(path, "/" + UNITS + unit);
        }
    }

    /// The keys of a unit's section `[Install]`, each with its words.
    private static Map<String, List<String>> install(String text) {
        Map<String, List<String>> keys = new TreeMap<>();
        boolean inside = false;
        for (String line : text.lines().toList()) {
            String plain = line.strip();
            if (plain.startsWith("[")) {
                inside = plain.equals("[Install]");
            } else if (inside && plain.matches("\\w+\\s*=.*")) {
                String[] parts = plain.split("\\s*=\\s*", 2);
                for (String word : parts[1].split("\\s+", -1)) {
                    if (!word.isEmpty()) {
                        keys.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(word);
                    }
                }
            }
        }
        return keys;
    }
}
