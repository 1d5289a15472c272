package io.airloom.topology;

/// A disk of a node's machine.
///
/// @param file its content: qcow2, or the octets of the disk as they are
/// @param keep whether what the machine writes is written to the file; otherwise it is gone when
///   the machine ends
/// @param chained whether the file may name others that it builds upon
public record NodeDisk(HostFile file, boolean keep, boolean chained) {}
