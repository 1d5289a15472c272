/// The floor: Linux system calls through java.lang.foreign. Knows nothing of Wi-Fi.
@NullMarked
package io.airloom.linux;

import org.jspecify.annotations.NullMarked;
