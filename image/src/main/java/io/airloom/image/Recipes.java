package io.airloom.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds recipes: the shipped ones by name, a person's own by file.
///
/// A shipped recipe is a folder of this program's resources. Its files are read by their paths like
/// a person's, also where the program is in an archive.
public final class Recipes {
    /// The recipe of nodes that name none.
    public static final String DEFAULT = "tiny";

    private static final String FILE_NAME = "recipe.yaml";

    private Recipes() {}

    /// The shipped recipe of this name, or else the one in this file.
    ///
    /// @throws InputFileException if there is none, or it has mistakes
    public static Recipe find(String nameOrFile) {
        Optional<Path> shipped = shipped(nameOrFile);
        if (shipped.isPresent()) {
            return RecipeParser.parse(shipped.get());
        }
        boolean isFile =
                nameOrFile.indexOf('/') >= 0
                        || nameOrFile.endsWith(".yaml")
                        || nameOrFile.endsWith(".yml");
        if (!isFile && !Files.exists(Path.of(nameOrFile))) {
            throw RecipeParser.unreadable(
                    Printable.line(nameOrFile),
                    "there is no such recipe"
                            + Suggestion.after(nameOrFile, names())
                            + "; a recipe of your own is named by its file, as in ./x.yaml");
        }
        return RecipeParser.parse(Path.of(nameOrFile));
    }

    /// The recipe of nodes that name none.
    public static Recipe standard() {
        return find(DEFAULT);
    }

    /// A recipe's name, or its file's without folder and ending.
    public static String title(String nameOrFile) {
        return nameOrFile.replaceFirst("^.*/", "").replaceFirst("\\.yaml$", "");
    }

    /// The shipped recipes' names, sorted.
    public static List<String> names() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(folder -> Files.exists(folder.resolve(FILE_NAME)))
                    .map(folder -> folder.getFileName().toString().replace("/", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of a shipped recipe.
    static Optional<Path> shipped(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            return Optional.empty();
        }
        return Optional.of(root().resolve(name).resolve(FILE_NAME)).filter(Files::exists);
    }

    /// How messages name a recipe's file: as the person did, and a shipped one by its name.
    static String shownName(Path path) {
        Path root = root();
        return Printable.line(
                path.startsWith(root) ? root.relativize(path).toString() : path.toString());
    }

    /// The folder of the shipped recipes, which may be in an archive.
    private static Path root() {
        return Resources.folder().resolve("recipes");
    }
}
