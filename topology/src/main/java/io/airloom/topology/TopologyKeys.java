package io.airloom.topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The keys that topology files may have, as their parsers know them: what the reference in the
/// documentation is made of.
public final class TopologyKeys {
    private TopologyKeys() {}

    /// Keys by the heading below which the documentation explains them.
    public static SequencedMap<String, List<String>> sections() {
        SequencedMap<String, List<String>> sections = new LinkedHashMap<>();
        sections.put("The file", TopologyParser.TOP_KEYS);
        sections.put("A node", NodeParser.KEYS);
        sections.put(
                "A step",
                StepParser.KEYS.values().stream().flatMap(List::stream).distinct().toList());
        sections.put("Run and expect", ExpectParser.KEYS);
        sections.put("Made-up networks", NetworksParser.KEYS);
        return sections;
    }
}
