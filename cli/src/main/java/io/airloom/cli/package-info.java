/// The terminal face of the lab.
@NullMarked
package io.airloom.cli;

import org.jspecify.annotations.NullMarked;
