package io.airloom.machine;

/// What executes a guest's instructions.
public enum Accelerator {
    /// KVM if it is there and a guest gives a sign of life with it, otherwise [#TCG].
    AUTO,
    /// The processor itself. Fails where that does not work.
    KVM,
    /// QEMU's translator: works everywhere, some ten times slower.
    TCG
}
