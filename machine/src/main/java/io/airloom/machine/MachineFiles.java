package io.airloom.machine;

import java.nio.file.Path;

/// The sockets and files of one machine in its run directory.
///
/// @param folder the run directory
/// @param name the machine's name
public record MachineFiles(Path folder, String name) {
    Path initrd() {
        return folder.resolve(name + ".initrd");
    }

    /// Where a [ConsoleBridge] lets everybody have the console.
    Path console() {
        return folder.resolve(name + ".console");
    }

    /// QEMU only: the other end of the serial line, for the bridge alone.
    Path serialLine() {
        return folder.resolve(name + ".serial");
    }

    /// UML only: a FIFO that takes what is typed at the console.
    Path consoleKeys() {
        return folder.resolve(name + ".keys");
    }

    /// The vhost-user socket of its vsock device, if the lab gives it one.
    public Path vsock() {
        return folder.resolve(name + ".vsock");
    }

    /// The Unix socket through which programs of the host reach its vsock ports.
    public Path vsockDoor() {
        return folder.resolve(name + ".host");
    }

    /// The other end of what carries its Airloom agent's messages, where that is a line of QEMU's.
    public Path agentLine() {
        return folder.resolve(name + ".radio");
    }

    /// The vhost-user socket of its Ethernet interface.
    public Path lan() {
        return folder.resolve(name + ".lan");
    }

    Path consoleLog() {
        return folder.resolve(name + ".log");
    }

    Path monitor() {
        return folder.resolve(name + ".qmp");
    }

    Path agent() {
        return folder.resolve(name + ".agent");
    }

    /// The key of ssh for this run; the one that opens is called the same with `.pub`.
    Path sshKey() {
        return folder.resolve(name + ".key");
    }

    /// What UEFI remembers.
    Path firmwareVariables() {
        return folder.resolve(name + ".vars");
    }

    Path errors() {
        return folder.resolve(name + ".err");
    }
}
