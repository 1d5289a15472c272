/// A way in: rings of a guest, as a vhost-user back end.
@NullMarked
package io.airloom.vhost;

import org.jspecify.annotations.NullMarked;
