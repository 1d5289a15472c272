/// A way in: guests whose messages an agent inside carries over a stream.
@NullMarked
package io.airloom.remote;

import org.jspecify.annotations.NullMarked;
