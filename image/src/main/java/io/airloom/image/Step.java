package io.airloom.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One step of a build: it fills a folder from its inputs and from what other steps have made.
///
/// @param name of letters, digits and `.`, `_`, `-`, `:`; unique in its build
/// @param needs names of the steps whose results it uses
/// @param inputs everything else that its result depends on, by name: texts, or hashes of what is
///   long. Names are shown to people (`--explain`), and so are values that are not hashes.
/// @param action what it does
public record Step(
        String name, List<String> needs, SortedMap<String, String> inputs, Action action) {
    /// Changes when every step's result may be another from the same inputs.
    private static final int FORMAT = 1;

    public Step {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")) {
            throw new IllegalArgumentException("name=" + name);
        }
        needs = List.copyOf(needs);
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    /// What a step does. It may be ended at any time, by an interrupt or with the program; what it
    /// leaves in [Context#work()] is there the next time.
    @FunctionalInterface
    public interface Action {
        /// Fills [Context#folder()].
        ///
        /// @throws EnvironmentException if it cannot, with what failed and what to do
        void run(Context context) throws IOException;
    }

    /// What a running step has at hand.
    public interface Context {
        /// The step's result: an empty folder, in which nothing is used before the action returns.
        Path folder();

        /// What an earlier try has left; it goes when the step is done.
        Path work();

        /// A file in [#work()], to which programs write what they say.
        Path log();

        /// The result of a step that this one needs.
        ///
        /// @throws IllegalArgumentException if it did not say so
        Path result(String step);

        /// Where to say how far it is.
        Progress progress();
    }

    /// The hash by which its result is known: of its inputs and of the keys of what it needs.
    ///
    /// @param needed the keys of the steps that it needs, by name
    String key(Map<String, String> needed) {
        List<String> all = new ArrayList<>(List.of("" + FORMAT, name));
        for (String need : needs) {
            String key = needed.get(need);
            if (key == null) {
                throw new IllegalArgumentException(name + " needs " + need);
            }
            all.add(need + "=" + key);
        }
        inputs.forEach((input, value) -> all.add(input.length() + " " + input + "=" + value));
        return Manifest.sha256(String.join("\0", all));
    }
}
