package io.airloom.machine;

import io.airloom.image.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of QEMU's command line that says which computer it is and what starts in it.
final class QemuBoot {
    private static final Pattern BOGOMIPS =
            Pattern.compile("(?m)^bogomips\\s*:\\s*(\\d+(?:\\.\\d+)?)$");

    /// Debian's kernels tick 250 times a second.
    private static final int TICKS_PER_SECOND = 250;

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

    private QemuBoot() {}

    /// Machine, processor, kernel or firmware, and disks.
    ///
    /// @param accelerator KVM or TCG
    static List<String> of(MachineSpec spec, MachineFiles files, Accelerator accelerator) {
        BootSource boot = spec.boot();
        boolean tcg = accelerator == Accelerator.TCG;
        List<String> line = new ArrayList<>();
        add(line, "-machine", machine(boot) + ",memory-backend=mem");
        add(line, "-accel", tcg ? "tcg,thread=multi" : "kvm");
        add(line, "-cpu", tcg ? emulated(boot.architecture()) : "host");
        if (boot.kernel() != null) {
            add(line, "-kernel", boot.kernel().toString());
            if (!boot.archives().isEmpty()) {
                add(line, "-initrd", files.initrd().toString());
            }
            add(line, "-append", kernelCommandLine(spec, files, tcg));
        }
        if (boot.firmware() != null && boot.firmware().code() != null) {
            add(line, "-drive", flash(0, boot.firmware().code()) + ",readonly=on");
            add(line, "-drive", flash(1, files.firmwareVariables()));
        }
        if (boot.kernel() == null && Files.exists(files.sshKey())) {
            add(
                    line,
                    "-smbios",
                    "type=11,value=io.systemd.credential.binary:"
                            + SshCommands.credential(files.sshKey()));
        }
        for (int i = 0; i < boot.disks().size(); i++) {
            addDisk(line, i, boot.disks().get(i), boot.kernel() == null);
        }
        return line;
    }

    private static void add(List<String> line, String... words) {
        line.addAll(List.of(words));
    }

    private static String machine(BootSource boot) {
        return switch (boot.architecture()) {
            case AMD64 -> "pc,usb=off,vmport=off,hpet=off,smm=off";
            case ARM64 -> "virt";
            // A kernel without large addresses finds no PCI device above 4 GiB.
            case ARMHF -> "virt,highmem=off";
        };
    }

    /// The processor that TCG plays. On amd64 the one with most instructions is quickest; arm64's
    /// has pointer authentication, whose emulation is slow.
    private static String emulated(Architecture architecture) {
        return switch (architecture) {
            case AMD64 -> "max";
            case ARM64 -> "cortex-a57";
            case ARMHF -> "cortex-a15";
        };
    }

    private static String flash(int unit, Path file) {
        return "if=pflash,format=raw,unit=" + unit + ",file=" + QemuCommand.escape(file);
    }

    /// The format is always said: what a guest has written to a raw disk is never taken for a
    /// header.
    private static void addDisk(
            List<String> line, int number, BootSource.Disk disk, boolean starts) {
        String id = "disk" + number;
        add(
                line,
                "-drive",
                "if=none,id=%s,format=%s,snapshot=%s,file=%s"
                        .formatted(
                                id,
                                disk.format().word(),
                                disk.keep() ? "off" : "on",
                                QemuCommand.escape(disk.file())));
        add(line, "-device", "virtio-blk-pci,drive=" + id + (starts ? ",bootindex=" + number : ""));
    }

    private static String kernelCommandLine(MachineSpec spec, MachineFiles files, boolean tcg) {
        BootSource boot = spec.boot();
        boolean amd64 = boot.architecture() == Architecture.AMD64;
        List<String> words = new ArrayList<>();
        words.add("console=" + boot.architecture().consoleDevice());
        add(words, "panic=-1", "random.trust_cpu=on");
        if (boot.foreign() == null) {
            // A tmpfs would take no more than half of the memory.
            add(words, "quiet", "nokaslr", "mitigations=off", "rootfstype=ramfs");
            words.addAll(tcg ? EMULATION_WORDS : List.of());
        }
        words.addAll(tcg && amd64 ? clockWords() : List.of());
        words.add("airloom.node=" + spec.name());
        words.add("airloom.radios=" + spec.radios());
        // For kernels that load the driver by themselves, or have it built in.
        words.add("mac80211_hwsim.radios=" + spec.radios());
        if (Files.exists(files.sshKey())) {
            words.add("systemd.set_credential_binary=" + SshCommands.credential(files.sshKey()));
        }
        if (!boot.append().isEmpty()) {
            words.add(boot.append());
        }
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
