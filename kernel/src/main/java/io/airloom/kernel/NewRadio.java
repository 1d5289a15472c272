package io.airloom.kernel;

import org.jspecify.annotations.Nullable;

/// A simulated radio that does not exist yet: with one channel, and an interface `wlanN`.
///
/// @param address its permanent address, which is its key, too, or null for one that the kernel
///   makes up (the same in every machine)
/// @param name of its wiphy, or null for `phyN`
/// @param isTemporary whether it goes away with the [Hwsim] that created it
public record NewRadio(@Nullable Long address, @Nullable String name, boolean isTemporary) {}
