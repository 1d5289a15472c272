package io.airloom.lab;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.topology.AirOrder;
import java.util.Collection;

/// Names that people give, of nodes that there may not be.
final class NodeNames {
    private NodeNames() {}

    /// @throws IllegalArgumentException if there is no such node; says what was probably meant
    static void check(String node, Collection<String> known) {
        if (!known.contains(node)) {
            throw new IllegalArgumentException(
                    "there is no node " + Printable.quoted(node) + Suggestion.after(node, known));
        }
    }

    /// Looks at the names in an order.
    ///
    /// @throws IllegalArgumentException if one is of no node
    static void check(AirOrder order, Collection<String> known) {
        order.nodes().forEach(node -> check(node, known));
    }
}
