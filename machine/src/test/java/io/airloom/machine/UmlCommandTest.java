package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.GuestImage;
import io.airloom.image.UmlKernel;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The command line of a UML machine.
class UmlCommandTest {
    private static final UmlSpec SPEC =
            new UmlSpec(
                    "sta1",
                    128,
                    NodeRoot.IMAGE,
                    null,
                    "",
                    2,
                    new UmlKernel(Path.of("/cache/uml/linux"), "6.12.107"),
                    new GuestImage(Path.of("/vmlinux"), Path.of("/initrd"), "6.12.107", "trixie"),
                    Map.of(),
                    Path.of("/run/x/sta1.air"),
                    Path.of("/run/x/sta1.lan"),
                    Path.of("/dev/shm"));

    @Test
    void givesTheKernelItsMemoryItsRadiosAndItsLines() {
        List<String> line = UmlCommand.of(SPEC, new MachineFiles(Path.of("/run/x"), "sta1"));
        assertThat(line)
                .startsWith("sh", "-c")
                .contains(
                        "/run/x/sta1.keys",
                        "/cache/uml/linux",
                        "mem=128M",
                        "initrd=/run/x/sta1.initrd",
                        "mac80211_hwsim.radios=2",
                        "virtio_uml.device=/run/x/sta1.air:29",
                        "virtio_uml.device=/run/x/sta1.lan:1",
                        "airloom.node=sta1",
                        "uml_dir=/run/x/uml",
                        "umid=sta1");
    }

    @Test
    void showsTheHostsFilesOnlyToAGuestThatLivesInThem() {
        MachineFiles files = new MachineFiles(Path.of("/run/x"), "sta1");
        assertThat(UmlCommand.of(SPEC, files))
                .contains("hostfs=/dev/null")
                .noneMatch(word -> word.startsWith("rdinit="));
        UmlSpec host =
                new UmlSpec(
                        "sta1",
                        1024,
                        NodeRoot.HOST,
                        null,
                        "",
                        1,
                        SPEC.kernel(),
                        SPEC.image(),
                        Map.of("/root/b", NodeFile.text(""), "/root/a", NodeFile.text("")),
                        SPEC.air(),
                        null,
                        SPEC.memory());
        assertThat(UmlCommand.of(host, files))
                .contains("rdinit=/etc/airloom/host-root")
                .noneMatch(word -> word.startsWith("hostfs="));
        NodeFile list = host.bootFiles().get("/etc/airloom/files");
        assertThat(list).isNotNull();
        assertThat(new String(list.content(), StandardCharsets.UTF_8))
                .isEqualTo("/root/a\n/root/b\n");
        assertThat(SPEC.bootFiles()).isEmpty();
        assertThat(UmlCommand.of(withRoot(NodeRoot.IMAGE_AND_HOST), files))
                .noneMatch(word -> word.startsWith("hostfs=") || word.startsWith("rdinit="));
    }

    private static UmlSpec withRoot(NodeRoot root) {
        return new UmlSpec(
                SPEC.name(),
                SPEC.memoryMib(),
                root,
                null,
                "",
                1,
                SPEC.kernel(),
                SPEC.image(),
                Map.of(),
                SPEC.air(),
                null,
                SPEC.memory());
    }

    @Test
    void knowsWhichPathsUmlCannotRead() {
        assertThat(UmlCommand.canName(Path.of("/tmp/airloom-0/abc"))).isTrue();
        assertThat(UmlCommand.canName(Path.of("/tmp/my folder/abc"))).isFalse();
        assertThat(UmlCommand.canName(Path.of("/tmp/a:b/abc"))).isFalse();
    }

    @Test
    void aMachineWithoutTheDeviceHasItsKernelsRadiosAllTheSame() {
        UmlSpec spec =
                new UmlSpec(
                        "n1",
                        128,
                        NodeRoot.IMAGE,
                        null,
                        "",
                        3,
                        new UmlKernel(Path.of("/cache/uml/linux"), "6.12.107"),
                        new GuestImage(Path.of("/v"), Path.of("/i"), "6.12.107", "trixie"),
                        Map.of(),
                        null,
                        null,
                        Path.of("/dev/shm"));
        assertThat(UmlCommand.of(spec, new MachineFiles(Path.of("/run/x"), "n1")))
                .contains("mac80211_hwsim.radios=3", "airloom.radios=3")
                .noneMatch(word -> word.startsWith("virtio_uml"));
    }
}
