package io.airloom.vhost;

/// Why a front end or its guest broke the rules, in words that say what, where and which value.
///
/// A violation ends the session that it belongs to and no other. It is a value: nothing is thrown
/// for what a guest writes.
///
/// @param kind the rule, for counters
/// @param detail one sentence for a person, for example `queue 0: descriptor 7: next 300 is not
///   below the queue size 256`
public record VhostViolation(Kind kind, String detail) {

    /// The rules that can be broken; one counter each.
    public enum Kind {
        // The control stream.
        BAD_VERSION,
        NOT_A_REQUEST,
        PAYLOAD_SIZE,
        UNKNOWN_REQUEST,
        REFUSED_REQUEST,
        MISSING_DESCRIPTORS,
        UNEXPECTED_DESCRIPTORS,
        BAD_DESCRIPTOR_KIND,
        BLOCKING_DESCRIPTOR,
        FEATURES_NOT_OFFERED,
        QUEUE_INDEX,
        BAD_VALUE,
        // The memory table.
        REGION_COUNT,
        REGION_EMPTY,
        REGION_WRAPS,
        REGIONS_OVERLAP,
        REGION_BEYOND_FILE,
        REGION_NOT_MAPPED,
        TRUNCATED_MEMORY,
        // Setting up a ring.
        QUEUE_SIZE,
        RING_BASE,
        RING_MISALIGNED,
        RING_OUTSIDE_MEMORY,
        // The ring itself, written by the guest.
        AVAILABLE_INDEX_JUMP,
        DESCRIPTOR_INDEX,
        CHAIN_TOO_LONG,
        CHAIN_IN_TOO_MANY_PIECES,
        READABLE_AFTER_WRITABLE,
        ZERO_LENGTH,
        OUTSIDE_MEMORY,
        INDIRECT_NOT_NEGOTIATED,
        INDIRECT_NESTED,
        INDIRECT_WITH_NEXT,
        INDIRECT_LENGTH,
        // Ours: a fault while this guest's data were handled and no truncated file explains it.
        MEMORY_FAULT,
        INTERNAL_FAULT,
    }

    @Override
    public String toString() {
        return kind + ": " + detail;
    }
}
