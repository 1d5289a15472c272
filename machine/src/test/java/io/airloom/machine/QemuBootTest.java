package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.Architecture;
import io.airloom.image.GuestImage;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Login;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What QEMU is told to start from.
class QemuBootTest {
    private static final BootSource.Foreign FOREIGN =
            new BootSource.Foreign(CommandWay.AUTO, Login.ROOT);

    @TempDir Path folder;

    private List<String> line(BootSource boot) {
        MachineSpec spec =
                new MachineSpec(
                        "n1",
                        1,
                        256,
                        1,
                        Accelerator.TCG,
                        new Qemu(List.of("/q/qemu-system-x86_64"), Map.of(), "11.1.3", false),
                        boot,
                        Map.of(),
                        Path.of("/run/n1.air"),
                        null,
                        1,
                        null);
        return QemuCommand.of(spec, new MachineFiles(folder, "n1"), Accelerator.TCG);
    }

    private static String after(List<String> line, String option) {
        return line.get(line.indexOf(option) + 1);
    }

    @Test
    void aDiskIsBootedByItsFirmware() {
        BootSource.Disk disk = new BootSource.Disk(Path.of("/d,1.qcow2"), DiskFormat.QCOW2, false);
        List<String> line =
                line(
                        new BootSource(
                                Architecture.AMD64,
                                FOREIGN,
                                null,
                                List.of(),
                                List.of(disk),
                                FirmwareFiles.BIOS,
                                ""));
        assertThat(line)
                .contains(
                        "if=none,id=disk0,format=qcow2,snapshot=on,file=/d,,1.qcow2",
                        "virtio-blk-pci,drive=disk0,bootindex=0")
                .doesNotContain("-kernel", "-initrd", "-append");
        FirmwareFiles uefi = new FirmwareFiles(Path.of("/u/code"), Path.of("/u/vars"));
        assertThat(
                        line(
                                new BootSource(
                                        Architecture.ARM64,
                                        FOREIGN,
                                        null,
                                        List.of(),
                                        List.of(),
                                        uefi,
                                        "")))
                .contains(
                        "if=pflash,format=raw,unit=0,file=/u/code,readonly=on",
                        "if=pflash,format=raw,unit=1,file=" + folder.resolve("n1.vars"));
    }

    @Test
    void aKernelOfOnesOwnGetsFewWordsAndOnesOwnLast() {
        List<String> line =
                line(
                        new BootSource(
                                Architecture.AMD64,
                                FOREIGN,
                                Path.of("/k"),
                                List.of(),
                                List.of(),
                                null,
                                "root=/dev/vda1"));
        assertThat(line).contains("/k").doesNotContain("-initrd");
        assertThat(after(line, "-append"))
                .startsWith("console=ttyS0 panic=-1")
                .endsWith(" root=/dev/vda1")
                .doesNotContain("quiet");
    }

    @Test
    void otherProcessorsHaveTheirOwnMachine() {
        BootSource arm =
                new BootSource(
                        Architecture.ARM64,
                        null,
                        Path.of("/k"),
                        List.of(Path.of("/i")),
                        List.of(),
                        null,
                        "");
        List<String> line = line(arm);
        assertThat(after(line, "-machine")).isEqualTo("virt,memory-backend=mem");
        assertThat(after(line, "-append")).startsWith("console=ttyAMA0 ");
        assertThat(after(line, "-append")).doesNotContain("tsc_early_khz");
        assertThat(after(line, "-initrd")).endsWith("/n1.initrd");
        assertThat(line)
                .contains("vhost-user-test-device-pci,id=air,chardev=air,virtio-id=29,num_vqs=2");
        assertThat(after(line(BootSource.of(image())), "-machine")).startsWith("pc,");
    }

    private static GuestImage image() {
        return new GuestImage(Path.of("/k"), Path.of("/i"), "6.12", "trixie");
    }
}
