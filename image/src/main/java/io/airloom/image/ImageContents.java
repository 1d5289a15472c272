package io.airloom.image;

import io.airloom.image.Recipe.Content;
import io.airloom.image.Recipe.GuestFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Puts together what is in the file system of an image: files of packages, what was built from
/// source, kernel modules, the recipe's own files and users, and what starts it all.
///
/// Packages are unpacked, not installed: none of their scripts runs, so that neither root nor a
/// processor of their kind is needed. What matters of what the scripts would do is done here
/// ([WholePackages], [Accounts], [SystemdUnits]).
final class ImageContents {
    /// What of the packages' paths is looked at.
    static final List<String> KEPT =
            List.of("usr/", "etc/", "var/", "opt/", "srv/", "bin", "sbin", "lib", "boot/vmlinuz-");

    private static final List<String> FOLDERS =
            List.of(
                    "usr/bin",
                    "usr/sbin",
                    "usr/lib",
                    "usr/lib64",
                    "proc",
                    "sys",
                    "dev",
                    "run",
                    "tmp",
                    "root",
                    "var/lib",
                    "etc/airloom");

    private static final Map<String, String> LINKS =
            Map.of(
                    "bin", "usr/bin",
                    "sbin", "usr/sbin",
                    "lib", "usr/lib",
                    "lib64", "usr/lib64",
                    "var/run", "/run",
                    "var/lock", "/run/lock");

    private final Recipe recipe;
    private final ImageFiles.Parts parts;
    private final GuestModules modules;
    private final FileTree tree = new FileTree();
    private final Path root;

    private ImageContents(Recipe recipe, ImageFiles.Parts parts, GuestModules modules) {
        this.recipe = recipe;
        this.parts = parts;
        this.modules = modules;
        this.root = parts.packages().root();
    }

    /// The file system that a recipe describes. The files of the parts are read when it is written.
    ///
    /// @throws EnvironmentException if the parts lack what the recipe names
    static FileTree of(Recipe recipe, ImageFiles.Parts parts, GuestModules modules)
            throws IOException {
        return new ImageContents(recipe, parts, modules).fill();
    }

    private FileTree fill() throws IOException {
        FOLDERS.forEach(tree::folder);
        LINKS.forEach(tree::link);
        tree.folder("tmp", 01777, FileTree.Owner.ROOT).folder("root", 0700, FileTree.Owner.ROOT);
        boolean all = recipe.contents() == Recipe.Contents.ALL;
        Accounts accounts = all ? Accounts.ofPackages(root) : Accounts.minimal();
        recipe.users().forEach(accounts::add);
        if (all) {
            WholePackages.add(tree, root, parts.about());
        } else {
            tree.file("etc/hosts", 0644, "127.0.0.1 localhost\n");
            addPrograms();
        }
        for (Path folder : parts.built()) {
            tree.addAll("", folder);
        }
        modules.addTo(tree);
        addBusybox();
        accounts.write(tree, recipe.users());
        StartFiles.add(tree, recipe);
        for (GuestFile file : recipe.files()) {
            add(file, accounts.owner(file.owner(), file.group()));
        }
        if (recipe.start().init().equals("systemd")) {
            SystemdUnits.enable(tree);
        }
        return tree;
    }

    private void addPrograms() throws IOException {
        List<Path> roots = Stream.concat(parts.built().stream(), Stream.of(root)).toList();
        ProgramFiles files = new ProgramFiles(roots, recipe.architecture());
        for (String program : recipe.programs()) {
            String path = program(program);
            files.program(path);
            StartFiles.addWrapper(tree, path, recipe.architecture());
        }
        for (String library : recipe.libraries()) {
            files.library(library);
        }
        for (Path folder : parts.built()) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    files.program(folder.relativize(file).toString());
                }
            }
        }
        for (Map.Entry<String, Path> file : files.files().entrySet()) {
            boolean runs = Files.isExecutable(file.getValue()) || isLibrary(file.getKey());
            tree.file(file.getKey(), runs ? 0755 : 0644, file.getValue());
        }
        Architecture architecture = recipe.architecture();
        String loader = "usr/lib/" + architecture.multiarch() + "/" + architecture.loader();
        if (tree.has(loader)) {
            tree.link(architecture.interpreter(), "/" + loader);
        }
    }

    private static boolean isLibrary(String path) {
        return path.matches(".*\\.so(\\.[0-9.]+)?");
    }

    /// Where a program is in the image: what was built from source comes before the packages.
    private String program(String name) {
        for (Path folder : parts.built()) {
            for (String place : List.of("usr/bin/", "usr/sbin/", "bin/", "sbin/")) {
                if (Files.isRegularFile(folder.resolve(place + name), LinkOption.NOFOLLOW_LINKS)) {
                    return place + name;
                }
            }
        }
        try {
            return root.relativize(parts.packages().program(name)).toString();
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(
                    "the recipe names the program "
                            + name
                            + ", which is in none of its packages and in nothing that it builds",
                    "add the package that has it to \"packages\" of the recipe",
                    e);
        }
    }

    /// Busybox under each of its names that is not a program of its own.
    private void addBusybox() throws IOException {
        Path busybox = root.resolve("usr/bin/busybox");
        if (!Files.isRegularFile(busybox)) {
            return;
        }
        tree.file("usr/bin/busybox", 0755, busybox);
        for (String name : BusyboxNames.in(Files.readAllBytes(busybox))) {
            if (!tree.has("usr/bin/" + name) && !tree.has("usr/sbin/" + name)) {
                tree.link("usr/bin/" + name, "busybox");
            }
        }
        // The kernel looks for it here when it wants a module.
        if (!tree.has("usr/sbin/modprobe")) {
            tree.link("usr/sbin/modprobe", "../bin/busybox");
        }
    }

    private void add(GuestFile file, FileTree.Owner owner) throws IOException {
        String path = file.path();
        switch (file.content()) {
            case Content.Text(String text) ->
                    tree.file(
                            path,
                            file.mode(),
                            owner,
                            new FileTree.Octets(text.getBytes(StandardCharsets.UTF_8)));
            case Content.From(Path from) -> {
                if (!Files.isDirectory(from)) {
                    tree.file(path, file.mode(), owner, new FileTree.OnDisk(from));
                } else if (from.getFileSystem().equals(FileSystems.getDefault())) {
                    tree.folder(path).addAll(path, from);
                } else {
                    addShipped(path, from);
                }
            }
            case Content.Packaged(String from) ->
                    tree.file(path, file.mode(), owner, new FileTree.OnDisk(packaged(from)));
            case Content.Link(String target) -> tree.link(path, target).owner(path, owner);
            case Content.Folder() -> tree.folder(path, file.mode(), owner);
        }
    }

    /// A folder of a shipped recipe, which may be in an archive without permissions.
    private void addShipped(String path, Path folder) throws IOException {
        tree.folder(path);
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                tree.file(path + "/" + folder.relativize(file), 0644, file);
            }
        }
    }

    private Path packaged(String path) throws IOException {
        Path file = root.resolve(path.substring(1)).normalize();
        if (!file.startsWith(root)
                || !Files.isRegularFile(file)
                || !file.toRealPath().startsWith(root.toRealPath())) {
            throw new EnvironmentException(
                    "no package of the recipe has the file " + path,
                    "add the package that has it to \"packages\", or correct the path");
        }
        return file;
    }
}
