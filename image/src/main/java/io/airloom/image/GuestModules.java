package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The modules of an image's kernel that the image has: those that its recipe names, and those that
/// they need.
///
/// @param release of the kernel, as `uname -r` says it
/// @param modules each after those that it needs
/// @param loaded the names of those that are loaded at boot, in that order
record GuestModules(String release, List<KernelModules.Module> modules, List<String> loaded) {
    /// Where they are listed for the script that loads them.
    static final String LIST = "etc/airloom/modules";

    GuestModules {
        modules = List.copyOf(modules);
        loaded = List.copyOf(loaded);
    }

    /// Takes the modules of a recipe, and some more.
    ///
    /// @param folder `/usr/lib/modules/RELEASE`
    /// @param first loaded before those of the recipe
    /// @throws EnvironmentException if the kernel lacks one that is not optional
    static GuestModules of(
            Recipe.Modules wanted, List<Recipe.Module> first, Path folder, ImageTools tools)
            throws IOException {
        KernelModules kernel = new KernelModules(folder, file -> read(file, tools));
        List<String> loaded = new ArrayList<>(present(kernel, first, folder));
        loaded.addAll(present(kernel, wanted.load(), folder));
        List<String> all = new ArrayList<>(loaded);
        all.addAll(present(kernel, wanted.available(), folder));
        List<KernelModules.Module> modules = kernel.closure(all);
        // Built-in modules are not among them, and modprobe is told only of what it can find.
        Set<String> found =
                modules.stream().map(KernelModules.Module::name).collect(Collectors.toSet());
        return new GuestModules(
                String.valueOf(folder.getFileName()),
                modules,
                loaded.stream().map(KernelModules::name).filter(found::contains).toList());
    }

    private static List<String> present(
            KernelModules kernel, List<Recipe.Module> modules, Path folder) {
        List<String> names = new ArrayList<>();
        for (Recipe.Module module : modules) {
            if (kernel.has(module.name())) {
                names.add(module.name());
            } else if (!module.optional()) {
                throw new EnvironmentException(
                        "the kernel %s has no module %s"
                                .formatted(folder.getFileName(), module.name()),
                        "correct \"modules\" of the recipe, or write \""
                                + module.name()
                                + "?\" if a kernel without it will do");
            }
        }
        return names;
    }

    private static byte[] read(Path file, ImageTools tools) throws IOException {
        return SlimModule.of(
                file.toString().endsWith(".ko")
                        ? Files.readAllBytes(file)
                        : tools.decompressed(file));
    }

    /// Adds their files, and what `modprobe` and the boot script know them by.
    void addTo(FileTree tree) {
        String folder = "usr/lib/modules/" + release + "/";
        for (KernelModules.Module module : modules) {
            tree.file(folder + module.path(), 0644, module.content());
        }
        tree.file(folder + "modules.dep", 0644, KernelModules.modulesDep(modules));
        tree.file(folder + "modules.alias", 0644, KernelModules.modulesAlias(modules));
        tree.file(LIST, 0644, String.join(" ", loaded) + "\n");
    }
}
