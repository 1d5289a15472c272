/// The wire: what an agent inside a guest and the air's host say to each other, octet for octet.
/// Pure.
@NullMarked
package io.airloom.wire;

import org.jspecify.annotations.NullMarked;
