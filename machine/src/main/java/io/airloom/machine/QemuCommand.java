package io.airloom.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that runs one machine.
final class QemuCommand {
    /// The name by which the guest agent's serial port is known in the guest.
    static final String AGENT_PORT = "org.qemu.guest_agent.0";

    /// The virtio device number of mac80211_hwsim, and its queues: frames out, frames in.
    static final int HWSIM_DEVICE_ID = 29;

    static final int HWSIM_QUEUES = 2;

    /// What QEMU calls the device of the air, and its connection.
    static final String AIR = "air";

    /// That of a network interface.
    static final int NETWORK_DEVICE_ID = 1;

    private static final String SANDBOX =
            "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

    private QemuCommand() {}

    /// The whole command line.
    ///
    /// @param accelerator KVM or TCG
    static List<String> of(MachineSpec spec, MachineFiles files, Accelerator accelerator) {
        List<String> line = new ArrayList<>(spec.qemu().command());
        add(line, "-name", "airloom-" + spec.name());
        add(line, "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none");
        if (spec.qemu().isPrivate()) {
            // A guest that breaks out of QEMU can start nothing. A system's QEMU may lack this.
            add(line, "-sandbox", SANDBOX);
        }
        line.addAll(QemuBoot.of(spec, files, accelerator));
        add(line, "-smp", Integer.toString(spec.cpus()));
        add(line, "-m", Integer.toString(spec.memoryMib()));
        add(line, "-object", "memory-backend-memfd,id=mem,share=on,size=" + spec.memoryMib() + "M");
        add(
                line,
                "-chardev",
                server("console", files.serialLine())
                        + ",logappend=on,logfile="
                        + escape(files.consoleLog()));
        add(line, "-serial", "chardev:console");
        add(line, "-chardev", server("monitor", files.monitor()));
        add(line, "-qmp", "chardev:monitor");
        add(line, "-device", "virtio-rng-pci");
        add(line, "-device", "virtio-serial-pci");
        add(line, "-chardev", server("agent", files.agent()));
        add(line, "-device", "virtserialport,chardev=agent,name=" + AGENT_PORT);
        if (spec.hwsimSocket() != null) {
            // No reconnect: QEMU 11.1 cannot have it with this device (guests.md, section 2).
            add(line, "-chardev", "socket,id=" + AIR + ",path=" + escape(spec.hwsimSocket()));
            add(
                    line,
                    "-device",
                    "%s,id=%s,chardev=%s,virtio-id=%d,num_vqs=%d"
                            .formatted(Qemu.DEVICE, AIR, AIR, HWSIM_DEVICE_ID, HWSIM_QUEUES));
        }
        if (Files.exists(files.vsock())) {
            add(line, "-chardev", "socket,id=vsock,path=" + escape(files.vsock()));
            add(line, "-device", Qemu.VSOCK_DEVICE + ",chardev=vsock");
        }
        line.addAll(QemuAgentLine.of(spec, files));
        if (spec.lanSocket() != null) {
            add(line, "-chardev", "socket,id=lan,path=" + escape(spec.lanSocket()));
            add(line, "-netdev", "vhost-user,id=lan,chardev=lan");
            // No option ROM: nobody boots from there.
            add(line, "-device", "virtio-net-pci,netdev=lan,romfile=");
        }
        return line;
    }

    private static void add(List<String> line, String... words) {
        line.addAll(List.of(words));
    }

    static String server(String id, Path socket) {
        return "socket,id=" + id + ",server=on,wait=off,path=" + escape(socket);
    }

    /// In QEMU's options a comma in a value is written twice.
    static String escape(Path path) {
        return path.toString().replace(",", ",,");
    }
}
