package io.airloom.topology;

import io.airloom.image.ShellWord;
import io.airloom.image.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// This very program in nodes that see the host's file system: `${airloom}` in a topology stands
/// for [#PATH], a script that starts it there.
final class HostProgram {
    /// What a topology says.
    static final String VARIABLE = "${airloom}";

    /// What is there instead in the guest.
    static final String PATH = "/etc/airloom/airloom";

    /// Puts the host's files into a node that has the image as its root, with the node's own
    /// folders in the places of those that are of the moment. The program is then run among them,
    /// with the libraries that its Java was made for.
    static final String MOUNT =
            """
            mkdir -p /host
            mount -t hostfs -o ro host /host
            for folder in proc sys dev run tmp var; do
              mount -o rbind "/$folder" "/host/$folder"
            done
            """;

    /// Folders that such a guest has of its own, with a folder of the host in them.
    private static final Pattern HIDDEN = Pattern.compile("/(?:tmp|run)/[^/:]+(?=/)");

    private HostProgram() {}

    /// Replaces the variable in a text of `node`; that it cannot be there is reported.
    ///
    /// @param root what the node has as its file system
    static String replace(YamlValue value, String text, String node, NodeRoot root) {
        if (!text.contains(VARIABLE)) {
            return text;
        }
        if (!root.seesProgram()) {
            value.problem(
                    "refers to "
                            + VARIABLE
                            + ", but node \""
                            + node
                            + "\" does not see this program; give it root: image+host, or root:"
                            + " host");
            return text;
        }
        return text.replace(VARIABLE, PATH);
    }

    /// The script that runs a program of the host in the guest, with the script's own arguments.
    ///
    /// @param program its command line; empty if nobody knows it
    /// @param root one that sees it
    static NodeFile script(List<String> program, NodeRoot root) {
        if (program.isEmpty()) {
            return NodeFile.script(
                    """
                    #!/bin/sh
                    echo "this lab was not started by a program that can be started here" >&2
                    exit 3
                    """);
        }
        String start = start(program);
        return NodeFile.script(
                "#!/bin/sh\n"
                        + (root == NodeRoot.HOST
                                ? start
                                : "exec chroot /host /bin/sh -c "
                                        + ShellWord.quoted("cd \"$0\" 2>/dev/null\n" + start)
                                        + " \"$PWD\" \"$@\"\n"));
    }

    /// Shell commands that run it among the host's files.
    private static String start(List<String> program) {
        StringBuilder script = new StringBuilder();
        for (Path folder : hiddenFolders(program)) {
            String name = ShellWord.quoted(folder.toString());
            script.append("[ -e ").append(name).append(" ] || { mkdir -p ").append(name);
            script.append(" && mount -t hostfs -o ").append(name).append(" host ").append(name);
            script.append("; } || exit 3\n");
        }
        String words = program.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
        return script + "exec " + words + " \"$@\"\n";
    }

    private static SortedSet<Path> hiddenFolders(List<String> program) {
        SortedSet<Path> folders = new TreeSet<>();
        for (String word : program) {
            for (String path : word.split(":", -1)) {
                Matcher hidden = HIDDEN.matcher(path);
                if (hidden.lookingAt()) {
                    folders.add(Path.of(hidden.group()));
                }
            }
        }
        return folders;
    }
}
