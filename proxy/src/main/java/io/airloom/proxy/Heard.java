package io.airloom.proxy;

/// A network that an interface of the host has heard of.
///
/// @param bss as it was heard: elements, kHz and dBm
/// @param ageMillis how long ago, 0 or more
public record Heard(Bss bss, long ageMillis) {}
