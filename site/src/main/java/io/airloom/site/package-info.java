/// The documentation as a static site; part of the build, not of the program.
@NullMarked
package io.airloom.site;

import org.jspecify.annotations.NullMarked;
