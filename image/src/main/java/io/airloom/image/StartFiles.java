package io.airloom.image;

import java.util.List;

/// What starts an image's programs: busybox's or systemd's init, the boot script, the agent through
/// which the lab's commands run, and the recipe's own commands.
final class StartFiles {
    private static final String FOLDER = "etc/airloom/";

    /// Scripts in `/etc/airloom`; their resources are called `guest-NAME`.
    private static final List<String> SCRIPTS = List.of("boot", "agent");

    /// For nodes that have the host's file system as their root.
    private static final List<String> HOST_SCRIPTS =
            List.of("host-root", "host-run", "host-inittab");

    /// Where a node that has the host's file system as its root finds this one.
    private static final String MOUNTED_AT = "/airloom";

    private static final String UNITS = "etc/systemd/system/";

    private StartFiles() {}

    static void add(FileTree tree, Recipe recipe) {
        SCRIPTS.forEach(name -> script(tree, name));
        if (!recipe.start().commands().isEmpty()) {
            String commands = String.join("\n", recipe.start().commands());
            tree.file(FOLDER + "commands", 0755, "#!/bin/sh\n" + commands + "\n");
        }
        switch (recipe.start().init()) {
            case "busybox" -> {
                HOST_SCRIPTS.forEach(name -> script(tree, name));
                tree.file("etc/inittab", 0644, Resources.text("guest-inittab"));
                tree.link("init", "usr/bin/busybox");
            }
            case "systemd" -> {
                tree.link("init", "usr/lib/systemd/systemd");
                unit(tree, "airloom-agent.service", "sysinit.target");
                if (!recipe.start().commands().isEmpty()) {
                    unit(tree, "airloom-commands.service", "multi-user.target");
                }
            }
            case String program -> tree.link("init", program);
        }
    }

    private static void script(FileTree tree, String name) {
        tree.file(FOLDER + name, 0755, Resources.text("guest-" + name));
    }

    private static void unit(FileTree tree, String name, String wantedBy) {
        tree.file(UNITS + name, 0644, Resources.text("guest-" + name));
        tree.link(UNITS + wantedBy + ".wants/" + name, "../" + name);
    }

    /// Adds a script that runs a program of the image where another system is the root, whose
    /// libraries are others.
    ///
    /// @param path the program's, without a leading slash
    static void addWrapper(FileTree tree, String path, Architecture architecture) {
        String libraries = MOUNTED_AT + "/usr/lib/" + architecture.multiarch();
        String name = path.substring(path.lastIndexOf('/') + 1);
        tree.file(
                "usr/lib/airloom/" + name,
                0755,
                """
                #!/bin/sh
                export OPENSSL_MODULES=%1$s/ossl-modules
                exec %1$s/%2$s --library-path %1$s --argv0 %3$s \\
                    %4$s/%5$s "$@"
                """
                        .formatted(libraries, architecture.loader(), name, MOUNTED_AT, path));
    }
}
