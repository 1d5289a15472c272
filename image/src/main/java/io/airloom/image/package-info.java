/// What guests boot: file systems and kernels, made from packages and sources, and kept in a cache.
@NullMarked
package io.airloom.image;

import org.jspecify.annotations.NullMarked;
