/// The air: who is on it, who hears what, and who is told.
@NullMarked
package io.airloom.medium;

import org.jspecify.annotations.NullMarked;
