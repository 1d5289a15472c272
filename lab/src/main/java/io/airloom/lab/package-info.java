/// The lab: machines on one air, what is done with them, and what came of it. A [Lab] is one of
/// this process, a [RunningLab] one of another; [LiveLab] is what can be done with both.
@NullMarked
package io.airloom.lab;

import org.jspecify.annotations.NullMarked;
