package io.airloom.topology;

import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image that is built into a folder before a lab boots, for nodes that start from its files.
///
/// @param recipe its file
/// @param out the folder
public record Preparation(HostFile recipe, HostFile out) {
    private static final List<String> KEYS = List.of("recipe", "out");
    private static final int MAX = 16;

    /// Reads a list of them. What is wrong is reported.
    static List<Preparation> list(@Nullable YamlValue value, Folders folders) {
        List<YamlValue> items = value == null ? null : value.items();
        List<Preparation> all = new ArrayList<>();
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            YamlMap map = item.map("prepare: ");
            if (map == null) {
                continue;
            }
            map.allowOnly(KEYS);
            YamlValue recipe = map.required("recipe", "recipe: my-disk/recipe.yaml");
            YamlValue out = map.required("out", "out: my-disk/system");
            HostFile from = recipe == null ? null : HostFile.of(recipe, folders);
            HostFile to = out == null ? null : HostFile.of(out, folders);
            if (from != null && to != null) {
                all.add(new Preparation(from, to));
            }
        }
        if (value != null && all.size() > MAX) {
            value.problem("has " + all.size() + " members; at most " + MAX);
        }
        return all;
    }
}
