package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The steps that take an image's parts out of Debian's packages.
///
/// What such a step leaves is `root/`, the packages unpacked, and `about/`, what each package says
/// of itself ([DebianPackage]). That of a kernel is what [KernelFiles] says.
final class PackageSteps {
    static final String PACKAGES = "packages";

    static final String KERNEL = "kernel";

    /// Changes when the same packages give another result.
    private static final String FORMAT = "1";

    private PackageSteps() {}

    /// Where a step's packages are unpacked.
    static Path root(Path result) {
        return result.resolve("root");
    }

    /// Where a step notes what its packages say of themselves.
    static Path about(Path result) {
        return result.resolve("about");
    }

    /// The packages of the image.
    static Step packages(Recipe recipe, Cache cache) {
        StepInputs inputs = inputs(recipe).words("packages", recipe.packages());
        return new Step(
                PACKAGES,
                List.of(),
                inputs.all(),
                context -> {
                    Path root = Files.createDirectory(root(context.folder()));
                    Files.createDirectory(about(context.folder()));
                    if (recipe.packages().isEmpty()) {
                        return;
                    }
                    List<Path> archives =
                            fetch(cache, context, recipe, PACKAGES, recipe.packages());
                    AptTree.unpack(recipe.name(), archives, root, context.progress());
                    DebianPackage.note(archives, root, about(context.folder()));
                    AptTree.prune(root, ImageContents.KEPT);
                });
    }

    /// A kernel that Debian has built. What its package needs is for machines that install it, and
    /// left out.
    static Step kernel(Recipe recipe, Recipe.Kernel.Packaged kernel, Cache cache) {
        String name = kernel.packageName(recipe.architecture());
        StepInputs inputs = inputs(recipe).text("package", name);
        return new Step(
                KERNEL,
                List.of(),
                inputs.all(),
                context -> {
                    Path root = Files.createDirectory(context.folder().resolve("unpacked"));
                    List<Path> archives =
                            fetch(cache, context, recipe, KERNEL, List.of(name)).stream()
                                    .filter(file -> isKernel(file, name))
                                    .toList();
                    AptTree.unpack("the kernel", archives, root, context.progress());
                    DebianPackage.note(archives, root, about(context.folder()));
                    KernelFiles.fromPackage(
                            root,
                            context.folder(),
                            ImageTools.ensure(cache, context.progress(), Recipe.Format.INITRAMFS));
                    Cache.removeTree(root);
                });
    }

    /// Whether a package file is the one asked for, or a kernel that it stands for.
    private static boolean isKernel(Path archive, String name) {
        String file = String.valueOf(archive.getFileName());
        return file.startsWith(name + "_") || file.startsWith("linux-image-");
    }

    private static StepInputs inputs(Recipe recipe) {
        return new StepInputs()
                .text("form of the result", FORMAT)
                .text("suite", recipe.suite())
                .text("architecture", recipe.architecture().debianName());
    }

    private static List<Path> fetch(
            Cache cache, Step.Context context, Recipe recipe, String what, List<String> packages)
            throws IOException {
        return AptTree.fetch(
                cache,
                context.progress(),
                new AptTree.Request(
                        what.equals(KERNEL) ? "the kernel" : recipe.name(),
                        List.of(recipe.suite()),
                        recipe.suite(),
                        packages,
                        List.of("")),
                recipe.architecture());
    }

    /// The only file of a folder that begins so.
    static Path onlyFile(Path folder, String beginning) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("no folder " + folder.getFileName() + " in the package");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + beginning + " in " + folder));
        }
    }
}
