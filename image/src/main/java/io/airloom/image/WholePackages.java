package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All files of all packages, with what a running system needs of what the packages' scripts would
/// make: the folders and settings that stem from base-files and libpam-runtime, the most usual
/// alternatives, and dpkg's list of packages. The rest is not done; docs/images.md names it.
final class WholePackages {
    private static final List<String> FOLDERS =
            List.of(
                    "boot",
                    "home",
                    "mnt",
                    "media",
                    "srv",
                    "opt",
                    "usr/local/bin",
                    "usr/local/sbin",
                    "usr/local/lib",
                    "var/cache",
                    "var/log",
                    "var/spool",
                    "var/lib/dpkg/info",
                    "var/lib/dpkg/updates",
                    "var/lib/misc");

    /// Files that base-files has as examples, by where its script copies them.
    private static final Map<String, String> COPIES =
            new TreeMap<>(
                    Map.of(
                            "etc/profile", "usr/share/base-files/profile",
                            "root/.profile", "usr/share/base-files/dot.profile",
                            "root/.bashrc", "usr/share/base-files/dot.bashrc"));

    private static final String NAME_SERVICES =
            """
            passwd:         files
            group:          files
            shadow:         files
            gshadow:        files
            hosts:          files dns
            networks:       files
            protocols:      files
            services:       files
            ethers:         files
            rpc:            files
            """;

    /// What pam-auth-update makes of the one profile `unix`, and systemd's where it is there.
    private static final Map<String, String> PAM =
            new TreeMap<>(
                    Map.of(
                            "common-auth", "auth required pam_unix.so nullok\n",
                            "common-account", "account required pam_unix.so\n",
                            "common-password", "password required pam_unix.so obscure yescrypt\n",
                            "common-session",
                                    """
                                    session required pam_unix.so
                                    -session optional pam_systemd.so
                                    """,
                            "common-session-noninteractive", "session required pam_unix.so\n"));

    /// Names that several packages offer, with the programs that are taken, in this order.
    private static final Map<String, List<String>> ALTERNATIVES =
            new TreeMap<>(
                    Map.of(
                            "usr/bin/awk", List.of("gawk", "mawk"),
                            "usr/bin/pager", List.of("less", "more"),
                            "usr/bin/nc", List.of("nc.openbsd", "nc.traditional"),
                            "usr/bin/vi", List.of("vim.basic", "vim.tiny"),
                            "usr/sbin/iptables", List.of("iptables-nft"),
                            "usr/sbin/iptables-save", List.of("iptables-nft-save"),
                            "usr/sbin/iptables-restore", List.of("iptables-nft-restore"),
                            "usr/sbin/ip6tables", List.of("ip6tables-nft"),
                            "usr/sbin/ebtables", List.of("ebtables-nft")));

    private WholePackages() {}

    /// Adds them.
    ///
    /// @param root the folder that holds `usr`
    /// @param about what the packages say of themselves
    static void add(FileTree tree, Path root, List<DebianPackage> about) throws IOException {
        FOLDERS.forEach(tree::folder);
        tree.folder("var/tmp", 01777, FileTree.Owner.ROOT);
        // Kernel and modules have their own place in a recipe.
        tree.addAll(
                "",
                root,
                path ->
                        !path.startsWith("boot/")
                                && !path.matches("(usr/)?lib/modules(/.*)?")
                                && !path.equals(Manifest.FILE_NAME));
        for (Map.Entry<String, String> copy : COPIES.entrySet()) {
            Path file = root.resolve(copy.getValue());
            if (Files.isRegularFile(file)) {
                tree.file(copy.getKey(), 0644, file);
            }
        }
        tree.file("etc/nsswitch.conf", 0644, NAME_SERVICES);
        tree.file("etc/hosts", 0644, "127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
        // For the dynamic loader an empty list is as good as none: it looks in the usual folders.
        tree.file("etc/fstab", 0644, "");
        if (tree.has("etc/pam.d")) {
            PAM.forEach((name, text) -> tree.file("etc/pam.d/" + name, 0644, text));
        }
        ALTERNATIVES.forEach((name, programs) -> choose(tree, name, programs));
        if (!tree.has("usr/bin/sh")) {
            tree.link("usr/bin/sh", tree.has("usr/bin/dash") ? "dash" : "busybox");
        }
        tree.file("var/lib/dpkg/status", 0644, status(about));
    }

    private static void choose(FileTree tree, String name, List<String> programs) {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        programs.stream()
                .filter(program -> !tree.has(name) && tree.has(folder + program))
                .findFirst()
                .ifPresent(program -> tree.link(name, program));
    }

    /// dpkg's list of what is installed, as far as the package files say it.
    private static String status(List<DebianPackage> about) {
        StringBuilder text = new StringBuilder();
        for (DebianPackage one : about) {
            String fields = one.control().strip();
            int line = fields.indexOf('\n') + 1;
            text.append(fields, 0, line).append("Status: install ok installed\n");
            text.append(fields, line, fields.length()).append("\n\n");
        }
        return text.toString();
    }
}
