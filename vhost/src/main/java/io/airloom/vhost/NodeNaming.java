package io.airloom.vhost;

/// How connections on a socket are called.
public sealed interface NodeNaming {
    /// The socket belongs to one node: one connection at a time.
    record OneNode(String name) implements NodeNaming {}

    /// Anyone may connect; nodes are called prefix 1, prefix 2, …, the lowest number that is free.
    record Numbered(String prefix) implements NodeNaming {}
}
