package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.GuestImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuTest {
    private static MachineSpec spec(Path hwsimSocket) {
        return new MachineSpec(
                "ap1",
                1,
                256,
                2,
                Accelerator.TCG,
                new Qemu(List.of("/opt/qemu-system-x86_64"), Map.of(), "11.1.3", false),
                BootSource.of(
                        new GuestImage(
                                Path.of("/c/vmlinux"), Path.of("/c/initrd"), "6.12", "trixie")),
                Map.of(),
                hwsimSocket,
                null,
                2,
                null);
    }

    private static List<String> line(Path hwsimSocket, Accelerator accelerator) {
        return QemuCommand.of(
                spec(hwsimSocket), new MachineFiles(Path.of("/run/a,b"), "ap1"), accelerator);
    }

    @ParameterizedTest
    @CsvSource({
        "QEMU emulator version 11.1.3 (Debian 1:11.1.3+ds-1~bpo13+1), 11.1.3, true",
        "QEMU emulator version 10.2.0, 10.2.0, true",
        "QEMU emulator version 10.1.99, 10.1.99, false",
        "QEMU emulator version 7.2.19 (Debian 1:7.2), 7.2.19, false",
        "QEMU emulator version 12.0, 12.0, true"
    })
    void knowsWhichVersionsHaveTheDevice(String output, String version, boolean has) {
        assertThat(Qemu.parseVersion(output)).contains(version);
        assertThat(new Qemu(List.of("q"), Map.of(), version, false).hasDevice()).isEqualTo(has);
    }

    @Test
    void findsNoVersionInOtherWords() {
        assertThat(Qemu.parseVersion("cannot execute")).isEmpty();
    }

    @Test
    void givesTheGuestItsRadiosOnlyWithAnAir() {
        assertThat(line(null, Accelerator.TCG)).noneMatch(word -> word.contains("vhost-user"));
        assertThat(line(Path.of("/run/ap1.hwsim"), Accelerator.TCG))
                .contains(
                        "socket,id=air,path=/run/ap1.hwsim",
                        "vhost-user-test-device-pci,id=air,chardev=air,virtio-id=29,num_vqs=2");
    }

    @Test
    void writesCommasInPathsTwice() {
        assertThat(line(null, Accelerator.TCG))
                .contains("socket,id=monitor,server=on,wait=off,path=/run/a,,b/ap1.qmp");
    }

    @Test
    void sharesTheGuestsMemoryWithTheAir() {
        assertThat(line(null, Accelerator.TCG))
                .contains("memory-backend-memfd,id=mem,share=on,size=256M");
    }

    @Test
    void tellsTheKernelWhatItCannotMeasureUnderEmulation() {
        assertThat(QemuBoot.clockWords("processor\t: 0\nbogomips\t: 5192.28\n"))
                .containsExactly("tsc_early_khz=2596140", "lpj=10384560", "no_timer_check");
        assertThat(QemuBoot.clockWords("Features : fp asimd\n")).isEmpty();
        assertThat(line(null, Accelerator.KVM)).noneMatch(word -> word.contains("tsc_early_khz"));
    }
}
