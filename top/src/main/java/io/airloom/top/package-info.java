/// A running lab on a full screen.
@NullMarked
package io.airloom.top;

import org.jspecify.annotations.NullMarked;
