package io.airloom.lab;

import io.airloom.image.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern BOGOMIPS =
            Pattern.compile("(?m)^bogomips\\s*:\\s*(\\d+(?:\\.\\d+)?)$");

    /// Debian's kernels tick 250 times a second.
    private static final int TICKS_PER_SECOND = 250;

    private static final String SANDBOX =
            "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

    /// What a kernel does at boot that takes time under emulation and is of no use in a lab:
    /// self-tests of its ciphers, its certificates, patching itself against hostile programs. From
    /// 4.7 to 3.3 s until the node starts (2 processors, busy). A kernel ignores names that it does
    /// not know.
    private static final List<String> EMULATION_WORDS =
            List.of(
                    "cryptomgr.notests=1",
                    "initcall_blacklist=crypto_kdf108_init,jent_mod_init,init_encrypted,"
                            + "load_system_certificate_list,bpf_tcp_ca_kfunc_init,"
                            + "bpf_dummy_struct_ops_init",
                    "rodata=off",
                    "cfi=off",
                    "ibt=off");

    private QemuCommand() {}

    /// The whole command line.
    ///
    /// @param accelerator KVM or TCG
    static List<String> of(MachineSpec spec, MachineFiles files, Accelerator accelerator) {
        Architecture architecture = Architecture.host();
        boolean tcg = accelerator == Accelerator.TCG;
        List<String> line = new ArrayList<>(spec.qemu().command());
        add(line, "-name", "airloom-" + spec.name());
        add(line, "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none");
        if (spec.qemu().isPrivate()) {
            // A guest that breaks out of QEMU can start nothing. A system's QEMU may lack this.
            add(line, "-sandbox", SANDBOX);
        }
        add(line, "-machine", machine(architecture) + ",memory-backend=mem");
        add(line, "-accel", tcg ? "tcg,thread=multi" : "kvm");
        add(line, "-cpu", tcg ? "max" : "host", "-smp", Integer.toString(spec.cpus()));
        add(line, "-m", Integer.toString(spec.memoryMib()));
        add(line, "-object", "memory-backend-memfd,id=mem,share=on,size=" + spec.memoryMib() + "M");
        add(line, "-kernel", spec.image().vmlinux().toString());
        add(line, "-initrd", files.initrd().toString());
        add(line, "-append", kernelCommandLine(spec, architecture, tcg));
        add(
                line,
                "-chardev",
                server("console", files.console())
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

    private static String machine(Architecture architecture) {
        return switch (architecture) {
            case AMD64 -> "pc,usb=off,vmport=off,hpet=off,smm=off";
            case ARM64, ARMHF -> "virt";
        };
    }

    static String server(String id, Path socket) {
        return "socket,id=" + id + ",server=on,wait=off,path=" + escape(socket);
    }

    /// In QEMU's options a comma in a value is written twice.
    static String escape(Path path) {
        return path.toString().replace(",", ",,");
    }

    private static String kernelCommandLine(
            MachineSpec spec, Architecture architecture, boolean tcg) {
        List<String> words = new ArrayList<>();
        words.add("console=" + architecture.consoleDevice());
        add(words, "quiet", "panic=-1", "nokaslr", "mitigations=off", "random.trust_cpu=on");
        if (tcg) {
            words.addAll(EMULATION_WORDS);
            words.addAll(architecture == Architecture.AMD64 ? clockWords() : List.of());
        }
        words.add("airloom.node=" + spec.name());
        words.add("airloom.radios=" + spec.radios());
        return String.join(" ", words);
    }

    /// A guest under emulation sees the host's time stamp counter but fails now and then to measure
    /// its frequency: tell it.
    private static List<String> clockWords() {
        try {
            return clockWords(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// From the text of `/proc/cpuinfo`: the counter's kHz are the bogomips times 500.
    static List<String> clockWords(String cpuinfo) {
        Matcher m = BOGOMIPS.matcher(cpuinfo);
        if (!m.find()) {
            return List.of();
        }
        double khz = Double.parseDouble(m.group(1)) * 500;
        return List.of(
                String.format(Locale.ROOT, "tsc_early_khz=%.0f", khz),
                String.format(Locale.ROOT, "lpj=%.0f", khz * 1000 / TICKS_PER_SECOND),
                "no_timer_check");
    }
}
