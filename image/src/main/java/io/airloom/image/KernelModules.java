package io.airloom.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Picks kernel modules with all that they depend on, in an order in which they can be loaded.
///
/// A package of a kernel has no `modules.dep` (depmod writes it when the package is installed), so
/// the dependencies are read from where depmod has them from: the string `depends=a,b` in each
/// module.
public final class KernelModules {
    /// Reads one module's file, decompressed.
    @FunctionalInterface
    interface Reader {
        byte[] read(Path file) throws IOException;
    }

    /// One module.
    ///
    /// @param name with underscores
    /// @param path its file, relative to the kernel's module folder, without the ending of a
    ///   compression
    /// @param depends the names of those that it needs directly
    /// @param content the ELF file
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Module(String name, String path, List<String> depends, byte[] content) {}

    private final Map<String, Path> files = new TreeMap<>();
    private final Set<String> builtIn = new HashSet<>();
    private final Path folder;
    private final Reader reader;

    /// Looks at what modules there are.
    ///
    /// @param folder `/usr/lib/modules/RELEASE`
    KernelModules(Path folder, Reader reader) throws IOException {
        this.folder = folder;
        this.reader = reader;
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(file -> file.getFileName().toString().contains(".ko"))
                    .forEach(file -> files.put(name(file.toString()), file));
        }
        for (String line : Files.readAllLines(folder.resolve("modules.builtin"))) {
            builtIn.add(name(line));
        }
    }

    /// A module's name from a path: dashes and underscores are the same.
    static String name(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.replaceFirst("\\.ko(\\.\\w+)?$", "").replace('-', '_');
    }

    /// Whether the kernel has this module, be it built in.
    boolean has(String name) {
        return files.containsKey(name(name)) || builtIn.contains(name(name));
    }

    /// The modules asked for and all that they need, each after those that it needs. What is built
    /// into the kernel needs no loading and is left out.
    ///
    /// @throws IOException if the kernel has no such module
    List<Module> closure(List<String> wanted) throws IOException {
        Map<String, Module> ordered = new LinkedHashMap<>();
        for (String name : wanted) {
            add(name(name), ordered, new HashSet<>());
        }
        return new ArrayList<>(ordered.values());
    }

    private void add(String name, Map<String, Module> ordered, Set<String> above)
            throws IOException {
        if (ordered.containsKey(name) || builtIn.contains(name)) {
            return;
        }
        Path file = files.get(name);
        if (file == null) {
            throw new IOException("the kernel in " + folder + " has no module " + name);
        }
        if (!above.add(name)) {
            throw new IOException("kernel modules need each other: " + above);
        }
        byte[] content = reader.read(file);
        List<String> depends = depends(content);
        for (String dependency : depends) {
            add(dependency, ordered, above);
        }
        String path = folder.relativize(file).toString().replaceFirst("\\.ko\\.\\w+$", ".ko");
        ordered.put(name, new Module(name, path, depends, content));
        above.remove(name);
    }

    /// What a module says that it needs: the string after `depends=` in its `.modinfo` section.
    static List<String> depends(byte[] module) {
        return texts(module, "depends").stream()
                .findFirst()
                .filter(names -> !names.isEmpty())
                .map(names -> Stream.of(names.split(",", -1)).map(KernelModules::name).toList())
                .orElse(List.of());
    }

    /// The values of a key in a module's `.modinfo` section.
    private static List<String> texts(byte[] module, String name) {
        byte[] key = ("\0" + name + "=").getBytes(StandardCharsets.US_ASCII);
        List<String> texts = new ArrayList<>();
        int at = indexOf(module, key, 0);
        while (at >= 0) {
            int start = at + key.length;
            int end = start;
            while (end < module.length && module[end] != 0) {
                end++;
            }
            texts.add(new String(module, start, end - start, StandardCharsets.US_ASCII));
            at = indexOf(module, key, end);
        }
        return texts;
    }

    private static int indexOf(byte[] data, byte[] key, int from) {
        for (int i = from; i + key.length <= data.length; i++) {
            int same = 0;
            while (same < key.length && data[i + same] == key[same]) {
                same++;
            }
            if (same == key.length) {
                return i;
            }
        }
        return -1;
    }

    /// The text of a `modules.alias` for some modules, by which the kernel finds those that it
    /// wants while it runs: it asks for what a module does, not for its name.
    static String modulesAlias(List<Module> modules) {
        StringBuilder text = new StringBuilder();
        for (Module module : modules) {
            for (String alias : texts(module.content(), "alias")) {
                if (alias.matches("[!-~]+")) {
                    text.append("alias ").append(alias).append(' ').append(module.name());
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    /// The text of a `modules.dep` for some modules, by which `modprobe` in the guest finds them.
    static String modulesDep(List<Module> modules) {
        Map<String, Module> byName = new TreeMap<>();
        modules.forEach(module -> byName.put(module.name(), module));
        StringBuilder text = new StringBuilder();
        for (Module module : modules) {
            text.append(module.path()).append(':');
            Set<Module> all = new LinkedHashSet<>();
            collect(module, byName, all);
            all.forEach(needed -> text.append(' ').append(needed.path()));
            text.append('\n');
        }
        return text.toString();
    }

    private static void collect(Module module, Map<String, Module> byName, Set<Module> all) {
        for (String name : module.depends()) {
            Module needed = byName.get(name);
            if (needed != null) {
                all.add(needed);
                collect(needed, byName, all);
            }
        }
    }
}
