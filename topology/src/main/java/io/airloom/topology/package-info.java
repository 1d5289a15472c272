/// What people write down of a lab, read and checked: nodes, air, steps, matrix, networks; and the
/// files that nodes get for it. [TopologyParser] reads files, [Labs] begins a topology in Java;
/// what comes of both is a [Topology] of records. Nothing here runs.
@NullMarked
package io.airloom.topology;

import org.jspecify.annotations.NullMarked;
