package io.airloom.machine;

import io.airloom.topology.AgentTransport;
import io.airloom.topology.NodeFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one machine is to be.
///
/// @param name the node's name: its host name, and the stem of its files in the run directory
/// @param index the node's number, from 1; unique in the lab
/// @param memoryMib memory in MiB
/// @param cpus virtual processors
/// @param accelerator what executes it
/// @param qemu the emulator
/// @param boot what it starts from
/// @param files the node's own files by absolute path in the guest
/// @param hwsimSocket the vhost-user socket of the air; null for a machine without the device
/// @param lanSocket the vhost-user socket of the lab's switch; null for a machine without Ethernet
/// @param radios how many radios the kernel makes at boot
/// @param agentLine what its Airloom agent reaches the lab by; null for a machine without one
public record MachineSpec(
        String name,
        int index,
        int memoryMib,
        int cpus,
        Accelerator accelerator,
        Qemu qemu,
        BootSource boot,
        Map<String, NodeFile> files,
        @Nullable Path hwsimSocket,
        @Nullable Path lanSocket,
        int radios,
        @Nullable AgentTransport agentLine) {
    public MachineSpec {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9-]{0,62}")) {
            throw new IllegalArgumentException("name=" + name);
        }
        if (index < 1 || index > 255) {
            throw new IllegalArgumentException("index=" + index);
        }
        if (memoryMib < 64 || memoryMib > 1 << 20) {
            throw new IllegalArgumentException("memoryMib=" + memoryMib);
        }
        if (cpus < 1 || cpus > 64) {
            throw new IllegalArgumentException("cpus=" + cpus);
        }
        if (radios < 0 || radios > 100) {
            throw new IllegalArgumentException("radios=" + radios);
        }
        files = Map.copyOf(files);
    }
}
