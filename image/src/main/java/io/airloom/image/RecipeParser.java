package io.airloom.image;

import io.airloom.image.Recipe.Compression;
import io.airloom.image.Recipe.Contents;
import io.airloom.image.Recipe.Format;
import io.airloom.image.Recipe.Modules;
import io.airloom.image.Recipe.Output;
import io.airloom.image.Recipe.Start;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a recipe from YAML. Every mistake is told with its line and column, all of them in one go;
/// no input makes it fail in another way than by an [InputFileException].
///
/// A recipe with a base begins with what its base says: what it says itself is appended to lists,
/// added to mappings by name, and takes the place of everything else.
public final class RecipeParser {
    /// Keys of the file itself.
    static final List<String> TOP_KEYS =
            List.of(
                    "name",
                    "about",
                    "base",
                    "suite",
                    "architecture",
                    "packages",
                    "contents",
                    "programs",
                    "libraries",
                    "modules",
                    "kernel",
                    "files",
                    "users",
                    "start",
                    "build",
                    "output",
                    "memory");

    /// Most bases on top of each other.
    private static final int MAX_BASES = 8;

    private static final int MAX_ABOUT = 200;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([MG])");

    private static final long LEAST_DISK_BYTES = 16L << 20;

    private static final long MOST_DISK_BYTES = 64L << 30;

    private final YamlFile file;
    private final String fileName;
    private final Path folder;

    /// The recipe files that led here, this one last.
    private final Set<String> chain;

    private RecipeParser(String fileName, Path folder, Set<String> chain) {
        this.fileName = fileName;
        this.folder = folder;
        this.chain = chain;
        this.file = new YamlFile(fileName);
    }

    /// Reads a file.
    ///
    /// @throws InputFileException if it cannot be read or is not a recipe
    public static Recipe parse(Path path) {
        return parse(path, new LinkedHashSet<>());
    }

    private static Recipe parse(Path path, Set<String> above) {
        String name = Recipes.shownName(path);
        String text = InputFile.text(path, name, "is a folder, not a recipe; name the file in it");
        Set<String> chain = new LinkedHashSet<>(above);
        chain.add(path.toUri().normalize().toString());
        Path folder = path.toAbsolutePath().normalize().getParent();
        return new RecipeParser(name, folder == null ? path : folder, chain).parse(text);
    }

    /// Reads `text`; messages call it `fileName`.
    ///
    /// @param folder where its relative paths begin
    /// @throws InputFileException if it is not a recipe
    public static Recipe parse(String fileName, Path folder, String text) {
        return new RecipeParser(fileName, folder, new LinkedHashSet<>()).parse(text);
    }

    static InputFileException unreadable(String name, String text) {
        return new InputFileException(List.of(new Problem(name, 0, 0, text)));
    }

    private Recipe parse(String text) {
        Recipe recipe = recipe(text);
        if (recipe == null || file.hasProblems()) {
            throw new InputFileException(file.problems());
        }
        return recipe;
    }

    private @Nullable Recipe recipe(String text) {
        Node root = file.read(text);
        YamlMap map = root == null ? null : YamlMap.of(file, "", "a recipe", root);
        if (map == null) {
            return null;
        }
        map.allowOnly(TOP_KEYS);
        Recipe base = base(map.value("base"));
        RecipeValues values = new RecipeValues(folder);
        RecipeBuilds builds = new RecipeBuilds(values);
        RecipeFiles files = new RecipeFiles(values);
        return new Recipe(
                name(map.value("name")),
                about(map.value("about")),
                values.word(map.value("suite"), RecipeValues.SUITE, base.suite()),
                architecture(map.value("architecture"), base),
                values.more(base.packages(), map.value("packages"), RecipeValues.PACKAGE),
                contents(map, base),
                values.more(base.programs(), map.value("programs"), RecipeValues.PROGRAM),
                values.more(base.libraries(), map.value("libraries"), RecipeValues.LIBRARY),
                modules(values, map.value("modules"), base.modules()),
                builds.kernel(map.value("kernel"), base.kernel()),
                files.files(map.value("files"), base.files()),
                files.users(map.value("users"), base.users()),
                start(values, map.value("start"), base.start()),
                builds.builds(map.value("build"), base.builds()),
                output(map.value("output"), base.output()),
                memory(map.value("memory"), base.memoryMib()));
    }

    /// The recipe that this one adds to; an empty one if it names none, or one that is no good.
    private Recipe base(@Nullable YamlValue value) {
        Recipe none = Recipe.empty("", Architecture.host());
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return none;
        }
        Path path = Recipes.shipped(text).orElse(null);
        boolean word = text.matches("[A-Za-z0-9-]+");
        if (path == null && word && !Files.exists(folder.resolve(text))) {
            value.problem(
                    "names no recipe: "
                            + Printable.quoted(text)
                            + Suggestion.after(text, Recipes.names()));
            return none;
        }
        if (path == null) {
            path = new RecipeValues(folder).file(value);
        }
        if (path == null) {
            return none;
        }
        if (chain.contains(path.toUri().normalize().toString())) {
            value.problem("leads back to this recipe: " + Printable.quoted(text));
            return none;
        }
        if (chain.size() >= MAX_BASES) {
            value.problem("is the " + (MAX_BASES + 1) + "th recipe; at most 8 add to each other");
            return none;
        }
        return parse(path, chain);
    }

    /// The recipe's name; without one, the file's, and the folder's for a `recipe.yaml`.
    private String name(@Nullable YamlValue value) {
        String said = new RecipeValues(folder).word(value, RecipeValues.NAME, "");
        if (!said.isEmpty()) {
            return said;
        }
        String stem = fileName.substring(fileName.lastIndexOf('/') + 1);
        stem = stem.replaceFirst("\\.ya?ml$", "");
        if (stem.equals("recipe") && folder.getFileName() != null) {
            stem = folder.getFileName().toString().replace("/", "");
        }
        String plain = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return plain.isEmpty() ? "recipe" : plain.substring(0, Math.min(64, plain.length()));
    }

    private static String about(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return "";
        }
        if (text.length() > MAX_ABOUT || !Printable.line(text).equals(text)) {
            value.problem("must be one line of at most " + MAX_ABOUT + " characters");
        }
        return text;
    }

    private static Architecture architecture(@Nullable YamlValue value, Recipe base) {
        Architecture[] all = Architecture.values();
        List<String> words = Stream.of(all).map(Architecture::debianName).toList();
        return RecipeValues.choice(value, all, words, base.architecture());
    }

    private static Contents contents(YamlMap map, Recipe base) {
        YamlValue value = map.value("contents");
        Contents contents =
                RecipeValues.choice(value, Contents.values(), Contents.WORDS, base.contents());
        YamlValue programs = map.value("programs");
        if (programs != null && contents == Contents.ALL) {
            programs.problem("chooses from packages; that needs \"contents: programs\"");
        }
        return contents;
    }

    private static Modules modules(RecipeValues values, @Nullable YamlValue value, Modules base) {
        YamlMap map = value == null ? null : value.map("modules: ");
        if (map == null) {
            return base;
        }
        map.allowOnly(List.of("load", "available"));
        return new Modules(
                moreModules(values, base.load(), map.value("load")),
                moreModules(values, base.available(), map.value("available")));
    }

    private static List<Recipe.Module> moreModules(
            RecipeValues values, List<Recipe.Module> base, @Nullable YamlValue value) {
        List<Recipe.Module> all = new ArrayList<>(base);
        for (String word : values.more(List.of(), value, RecipeValues.MODULE)) {
            boolean optional = word.endsWith("?");
            String name = optional ? word.substring(0, word.length() - 1) : word;
            if (all.stream().noneMatch(module -> module.name().equals(name))) {
                all.add(new Recipe.Module(name, optional));
            }
        }
        return all;
    }

    private static Start start(RecipeValues values, @Nullable YamlValue value, Start base) {
        YamlMap map = value == null ? null : value.map("start: ");
        if (map == null) {
            return base;
        }
        map.allowOnly(List.of("init", "commands"));
        YamlValue init = map.value("init");
        String text = init == null ? null : init.text();
        if (init != null
                && text != null
                && !Start.KNOWN.contains(text)
                && RecipeValues.guestPathProblem(text) != null) {
            init.problem(
                    "must be busybox, systemd or the path of a program in the image, not "
                            + Printable.quoted(text)
                            + nearest(text, Start.KNOWN));
        }
        return new Start(
                text == null ? base.init() : text,
                values.more(base.commands(), map.value("commands"), RecipeValues.COMMAND));
    }

    private static String nearest(String word, List<String> known) {
        String nearest = Suggestion.nearest(word, known);
        return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
    }

    private static Output output(@Nullable YamlValue value, Output base) {
        YamlMap map = value == null ? null : value.map("output: ");
        if (value == null || map == null) {
            return base;
        }
        map.allowOnly(List.of("format", "compress", "size"));
        Format format =
                RecipeValues.choice(
                        map.value("format"), Format.values(), Format.WORDS, base.format());
        YamlValue compress = map.value("compress");
        YamlValue size = map.value("size");
        long bytes = size == null ? base.bytes() : bytes(size);
        if (format == Format.INITRAMFS && size != null) {
            size.problem("is for a disk; an initramfs is as large as its files");
        }
        if (format != Format.INITRAMFS && compress != null) {
            compress.problem("is for an initramfs; a disk is not compressed");
        }
        if (format != Format.INITRAMFS && bytes == 0) {
            value.problem("has no \"size\", which a disk needs; add for example size: 1G");
        }
        return new Output(
                format,
                RecipeValues.choice(
                        compress, Compression.values(), Compression.WORDS, base.compression()),
                format == Format.INITRAMFS ? 0 : bytes);
    }

    private static long bytes(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return LEAST_DISK_BYTES;
        }
        Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            long unit = matcher.group(2).equals("G") ? 1L << 30 : 1L << 20;
            long bytes = Long.parseLong(matcher.group(1)) * unit;
            if (bytes >= LEAST_DISK_BYTES && bytes <= MOST_DISK_BYTES) {
                return bytes;
            }
        }
        value.problem("must be a size from 16M to 64G, such as 1G, not " + Printable.quoted(text));
        return LEAST_DISK_BYTES;
    }

    private static @Nullable Integer memory(@Nullable YamlValue value, @Nullable Integer base) {
        return value == null ? base : value.integer(64, 65_536);
    }
}
