package io.airloom.image;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares what a configuration fragment asks of a kernel with what `make` made of it: a symbol
/// that is unknown, or whose dependencies are off, is dropped there without a word.
public final class KernelConfiguration {
    private KernelConfiguration() {}

    /// The lines of a fragment (`CONFIG_X=y`, `CONFIG_X="text"`, and `CONFIG_X=n` for what must be
    /// off) that do not hold.
    ///
    /// @param configuration the text of `.config`
    static List<String> unmet(String fragment, String configuration) {
        Set<String> lines = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (String line : configuration.lines().toList()) {
            if (line.startsWith("CONFIG_")) {
                lines.add(line);
                names.add(line.substring(0, line.indexOf('=')));
            }
        }
        List<String> unmet = new ArrayList<>();
        for (String line : asked(fragment)) {
            boolean holds =
                    line.endsWith("=n")
                            ? !names.contains(line.substring(0, line.length() - 2))
                            : lines.contains(line);
            if (!holds) {
                unmet.add(line);
            }
        }
        return unmet;
    }

    private static List<String> asked(String fragment) {
        return fragment.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("CONFIG_"))
                .toList();
    }
}
