package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.InputFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node's machine starts from, as topologies say it.
class NodeSystemTest {
    private static NodeSpec node(String keys) {
        return TopologyParser.parse("/labs/x.yaml", "nodes: {n: {role: bare, " + keys + "}}")
                .nodes()
                .getFirst();
    }

    private static NodeSystem system(String keys) {
        return node(keys).system();
    }

    @Test
    void filesBeginAtTheTopologysFolder() {
        NodeSystem system = system("kernel: bzImage, initrd: ../i.cpio, append: ' a=b  c '");
        assertThat(system.isForeign()).isTrue();
        assertThat(system.kernel()).isNotNull();
        assertThat(system.kernel().path()).hasToString("/labs/bzImage");
        assertThat(system.initrd()).isNotNull();
        assertThat(system.initrd().path()).hasToString("/i.cpio");
        assertThat(system.append()).isEqualTo("a=b  c");
    }

    @Test
    void disksAreSnapshotsUnlessTheyAreKept() {
        assertThat(system("disk: [a.qcow2, {file: b.raw, keep: true}]").disks())
                .extracting(d -> d.file().path() + " " + d.keep())
                .containsExactly("/labs/a.qcow2 false", "/labs/b.raw true");
    }

    @Test
    void aNodeWithAnImageAndADiskIsNotForeign() {
        assertThat(system("image: full, disk: d.raw").isForeign()).isFalse();
        assertThat(system("disk: d.raw").isForeign()).isTrue();
        assertThat(system("kernel: my-kernel").isForeign()).isFalse();
    }

    @Test
    void anImageIsANameOrAFileOfTheTopologysFolder() {
        assertThat(system("image: router").image()).isEqualTo("router");
        assertThat(system("image: mine.yaml").image()).isEqualTo("/labs/mine.yaml");
        Topology topology =
                TopologyParser.parse(
                        "/labs/x.yaml",
                        "{image: ./r/mine.yaml, nodes: {a: {role: bare}, b: {role: bare, image: iwd}}}");
        assertThat(topology.nodes())
                .extracting(n -> topology.imageOf(n))
                .containsExactly("/labs/r/mine.yaml", "iwd");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: tiny, initrd: x                | \"initrd\" and \"image\" exclude",
                "firmware: uefi                        | is for a node with a disk",
                "disk: d, kernel: k, firmware: bios    | is not for a node with a kernel",
                "disk: d, firmware: uefy               | did you mean \"uefi\"?",
                "disk: d, architecture: arm63          | did you mean \"arm64\"?",
                "disk: d, architecture: arm64, firmware: bios | say firmware: uefi",
                "architecture: arm64                   | an image knows its own",
                "commands: serial                      | a disk or an initrd of its own",
                "disk: d, commands: seral              | did you mean \"serial\"?",
                "disk: d, login: {usr: x}              | did you mean \"user\"?",
                "disk: d, login: {user: 'a b'}         | must be a user's name",
                "disk: d, engine: uml                  | needs engine: qemu",
                "disk: d, root: ./r                    | is not for root: folder",
                "disk: {keep: true}                    | has no \"file\"",
                "disk: {file: d, kep: true}            | did you mean \"keep\"?",
                "disk: {file: d, keep: maybe}          | must be true or false",
                "disk: d, radio: agent                 | needs an image of ours",
                "root: houze                           | known: image, image+host, host, ./FOLDER",
                "image: 'a b'                          | must be an image's name",
                "append: \"a\\nb\"                     | must be one line"
            })
    void tellsWhatDoesNotGoTogether(String keys, String message) {
        assertThatThrownBy(() -> node(keys))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("/labs/x.yaml:1:");
    }
}
