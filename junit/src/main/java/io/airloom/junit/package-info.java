/// Labs in test classes.
@NullMarked
package io.airloom.junit;

import org.jspecify.annotations.NullMarked;
