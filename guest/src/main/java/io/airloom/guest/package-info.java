/// The guest: one kernel's radios on the air, whatever carries its messages.
@NullMarked
package io.airloom.guest;

import org.jspecify.annotations.NullMarked;
