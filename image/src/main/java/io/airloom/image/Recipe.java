package io.airloom.image;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an image is made of, as its recipe says it and with what the recipe leaves out filled in.
/// All names, paths and numbers in it are within the limits that docs/images.md lists; files of the
/// person's that it names were there when it was read.
///
/// @param name 1 to 64 letters, digits, `.`, `_`, `-`
/// @param about what it is, in a line; may be empty
/// @param suite the Debian release that packages come from
/// @param architecture of the guest
/// @param packages Debian packages of the image
/// @param contents how much of the packages is in the image
/// @param programs those of the packages that are in the image when it does not have all
/// @param libraries what those load by name while they run, below the architecture's library folder
/// @param modules of the kernel
/// @param kernel where it comes from
/// @param files on top of the packages, each path once, in the order of their paths
/// @param users beside root, each name once
/// @param start what runs at boot
/// @param builds what is built from source, by name, each after those that it needs
/// @param output the form of the image
/// @param memoryMib what a node has that says nothing else; null for the engine's own default
public record Recipe(
        String name,
        String about,
        String suite,
        Architecture architecture,
        List<String> packages,
        Contents contents,
        List<String> programs,
        List<String> libraries,
        Modules modules,
        Kernel kernel,
        List<GuestFile> files,
        List<User> users,
        Start start,
        SequencedMap<String, Build> builds,
        Output output,
        @Nullable Integer memoryMib) {
    public Recipe {
        packages = List.copyOf(packages);
        programs = List.copyOf(programs);
        libraries = List.copyOf(libraries);
        files = List.copyOf(files);
        users = List.copyOf(users);
        builds = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(builds));
    }

    /// What a recipe that says nothing and has no base is.
    static Recipe empty(String name, Architecture architecture) {
        return new Recipe(
                name,
                "",
                GuestImage.SUITE,
                architecture,
                List.of(),
                Contents.ALL,
                List.of(),
                List.of(),
                new Modules(List.of(), List.of()),
                new Kernel.Packaged(null),
                List.of(),
                List.of(),
                new Start("busybox", List.of()),
                new LinkedHashMap<>(),
                new Output(Format.INITRAMFS, Compression.ZSTD, 0),
                null);
    }

    /// How much of the packages is in the image.
    public enum Contents {
        /// The programs that are named, with the libraries that they need, and nothing else.
        PROGRAMS,
        /// All files of all packages.
        ALL;

        static final List<String> WORDS = words(values());
    }

    /// Modules of the kernel; what they depend on comes too. What is built into the kernel is as
    /// good as loaded.
    ///
    /// @param load loaded at boot, in this order
    /// @param available there for `modprobe`
    public record Modules(List<Module> load, List<Module> available) {
        public Modules {
            load = List.copyOf(load);
            available = List.copyOf(available);
        }
    }

    /// One module.
    ///
    /// @param name without ending
    /// @param optional whether a kernel without it will do; a recipe marks it with a `?`
    public record Module(String name, boolean optional) {}

    /// Where the kernel comes from.
    public sealed interface Kernel {
        /// Debian's own.
        ///
        /// @param named the package; null for the one that depends on the architecture's newest
        record Packaged(@Nullable String named) implements Kernel {
            /// The package for this architecture.
            public String packageName(Architecture architecture) {
                return named == null ? architecture.kernelPackage() : named;
            }
        }

        /// Built here.
        ///
        /// @param source where its source comes from
        /// @param patches applied in this order
        /// @param configuration a goal of the kernel's `make` that begins the configuration; null
        ///   for the architecture's usual one
        /// @param fragments files with lines `CONFIG_X=y`, which come on top, in this order
        record Built(
                Fetch source,
                List<Path> patches,
                @Nullable String configuration,
                List<Path> fragments)
                implements Kernel {
            public Built {
                patches = List.copyOf(patches);
                fragments = List.copyOf(fragments);
            }
        }
    }

    /// Where a source comes from.
    public sealed interface Fetch {
        /// A folder of this machine, copied.
        record Folder(Path folder) implements Fetch {}

        /// An archive of this machine: tar, plain or compressed with gzip, bzip2, xz or zstd.
        ///
        /// @param sha256 what it must have, in hexadecimal digits; null if the recipe does not say
        record LocalArchive(Path file, @Nullable String sha256) implements Fetch {}

        /// An archive from elsewhere.
        ///
        /// @param uri `http:` or `https:`
        record Download(URI uri, String sha256) implements Fetch {}

        /// A Debian source package, with Debian's own patches applied.
        record SourcePackage(String name) implements Fetch {}

        /// A Debian package that holds a kernel's source as an archive, `linux-source-6.12`.
        record KernelPackage(String name) implements Fetch {}
    }

    /// A file on top of the packages.
    ///
    /// @param path absolute, without `.`, `..` and doubled slashes
    /// @param content what it is
    /// @param mode permission bits
    /// @param owner a user of the image
    /// @param group a group of the image
    public record GuestFile(String path, Content content, int mode, String owner, String group) {}

    /// What a file on top of the packages is.
    public sealed interface Content {
        /// A text of the recipe's own.
        record Text(String text) implements Content {}

        /// A file of this machine, or a folder with all that is in it.
        record From(Path path) implements Content {}

        /// A file of the packages under another name.
        ///
        /// @param path absolute
        record Packaged(String path) implements Content {}

        /// A symbolic link.
        record Link(String target) implements Content {}

        /// A folder with nothing in it.
        record Folder() implements Content {}
    }

    /// A user of the image beside root, or root itself.
    ///
    /// @param groups further groups beside the one of the user's own name
    /// @param shell absolute
    /// @param password empty for a login without one; null for a user who cannot log in with one
    public record User(
            String name,
            int uid,
            List<String> groups,
            String home,
            String shell,
            @Nullable String password) {
        public User {
            groups = List.copyOf(groups);
        }
    }

    /// What runs at boot.
    ///
    /// @param init `busybox`, `systemd`, or the absolute path of a program of the image
    /// @param commands lines for the shell, run once when the system is up
    public record Start(String init, List<String> commands) {
        static final List<String> KNOWN = List.of("busybox", "systemd");

        public Start {
            commands = List.copyOf(commands);
        }
    }

    /// Something built from source. Commands are lines for the shell, run in the source's folder.
    ///
    /// @param patches applied in this order
    /// @param needs Debian packages of the target to compile against
    /// @param needsBuilds other members of `build`, whose files are there as if they were installed
    /// @param environment what variables its commands see
    /// @param configure null if there is nothing to configure
    /// @param build null if there is nothing to compile
    /// @param install puts what belongs into the image below `$DESTDIR`
    public record Build(
            String name,
            Fetch fetch,
            List<Path> patches,
            List<String> needs,
            List<String> needsBuilds,
            Environment environment,
            @Nullable String configure,
            @Nullable String build,
            String install) {
        public Build {
            patches = List.copyOf(patches);
            needs = List.copyOf(needs);
            needsBuilds = List.copyOf(needsBuilds);
        }
    }

    /// What variables the commands of a build see.
    public enum Environment {
        /// Those of the target, and nothing of the person's.
        CLEAN,
        /// Those of the target on top of the person's.
        HOST;

        static final List<String> WORDS = words(values());
    }

    /// The form of the image.
    ///
    /// @param compression of an initramfs
    /// @param bytes the size of a disk; 0 for an initramfs
    public record Output(Format format, Compression compression, long bytes) {}

    /// What nodes boot from.
    public enum Format {
        INITRAMFS,
        EXT4,
        QCOW2;

        static final List<String> WORDS = words(values());
    }

    /// How an initramfs is compressed.
    public enum Compression {
        NONE,
        GZIP,
        XZ,
        ZSTD;

        static final List<String> WORDS = words(values());
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableList());
    }
}
