/// The record: pcapng in and out, off the air thread.
@NullMarked
package io.airloom.capture;

import org.jspecify.annotations.NullMarked;
