package io.airloom.topology;

import java.util.LinkedHashMap;
import java.util.Map;

/// Maps within maps that will be written as YAML.
final class YamlTree {
    private YamlTree() {}

    /// The map that `parent` has as `key`; a new one if it has none.
    ///
    /// @throws IllegalArgumentException if it has something else there
    @SuppressWarnings("unchecked") // Only this method puts maps of this kind there.
    static Map<String, Object> map(Map<String, Object> parent, String key) {
        Object there = parent.computeIfAbsent(key, _ -> new LinkedHashMap<String, Object>());
        if (there instanceof LinkedHashMap<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException(key + " was given as a whole before");
    }
}
