package io.airloom.lab;

import java.nio.file.Path;

/// The folder where fetched and built things are kept between runs, shared by parallel runs.
public final class Cache {
    private final Path root;

    private Cache(Path root) {
        this.root = root;
    }

    /// `$XDG_CACHE_HOME/airloom`, or `~/.cache/airloom`.
    public static Cache standard() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        String home = System.getenv("HOME");
        Path base =
                xdg != null && Path.of(xdg).isAbsolute()
                        ? Path.of(xdg)
                        : Path.of(home != null ? home : System.getProperty("user.home"), ".cache");
        return new Cache(base.resolve("airloom"));
    }

    /// A cache in a folder of its own.
    public static Cache in(Path root) {
        return new Cache(root);
    }

    /// The folder.
    public Path root() {
        return root;
    }
}
