/// The bench: a guest-side virtio driver that loads any hwsim back end.
@NullMarked
package io.airloom.bench;

import org.jspecify.annotations.NullMarked;
