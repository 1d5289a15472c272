package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.Architecture;
import io.airloom.image.GuestImage;
import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node's machine starts from: as topologies say it, and as QEMU is told.
class NodeSystemTest {
    private static final BootSource.Foreign FOREIGN =
            new BootSource.Foreign(CommandWay.AUTO, Login.ROOT);

    @TempDir Path folder;

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
                .extracting(n -> NodeImages.name(topology.image(), n))
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

    @Test
    void aMissingFileIsToldWhereItIsNamed() {
        List<Problem> problems = NodeImages.problems(null, node("disk: nowhere.img"));
        assertThat(problems)
                .singleElement()
                .hasToString("/labs/x.yaml:1:31: /labs/nowhere.img is not there");
    }

    private String problem(byte[] content, boolean chained) throws IOException {
        Path file = Files.write(folder.resolve("disk"), content);
        HostFile named = new HostFile(file, "x.yaml", 1, 1);
        return String.valueOf(DiskFormat.problem(new NodeDisk(named, false, chained)));
    }

    private static ByteBuffer qcow2(int version, long backingOffset, long features) {
        byte[] backing = "/etc/passwd".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(512);
        header.put(0, new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(4, version);
        header.putLong(8, backingOffset).putInt(16, backing.length).putLong(72, features);
        return header.put(200, backing);
    }

    @Test
    void aQcow2ThatNamesOtherFilesIsRefusedUnlessItIsMeantSo() throws IOException {
        assertThat(problem(qcow2(3, 200, 0).array(), false))
                .contains("builds upon another file, \"/etc/passwd\"", "chained: true");
        assertThat(problem(qcow2(3, Long.MIN_VALUE, 0).array(), false)).contains("builds upon");
        assertThat(problem(qcow2(3, Long.MAX_VALUE, 0).array(), false)).contains("builds upon");
        assertThat(problem(qcow2(2, 0, 4).array(), false)).isEqualTo("null");
        assertThat(problem(qcow2(3, 0, 4).array(), false)).contains("data in another file");
        assertThat(problem(qcow2(3, 200, 0).array(), true)).isEqualTo("null");
        assertThat(problem(new byte[] {'Q', 'F', 'I', (byte) 0xfb}, false)).isEqualTo("null");
    }

    @Test
    void whatIsNoDiskYetIsRefusedWithWhatToDo() throws IOException {
        assertThat(problem(new byte[] {0x1f, (byte) 0x8b, 8, 0}, false)).contains("gunzip");
        assertThat(problem("KDMV....".getBytes(java.nio.charset.StandardCharsets.US_ASCII), false))
                .contains("qemu-img convert -f vmdk");
        assertThat(problem(new byte[0], false)).contains("is empty");
        assertThat(problem(new byte[] {0}, false)).isEqualTo("null");
    }

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
