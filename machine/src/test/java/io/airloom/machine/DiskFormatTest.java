package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.topology.HostFile;
import io.airloom.topology.NodeDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a disk may be.
class DiskFormatTest {
    @TempDir Path folder;

    private String problem(byte[] content, boolean chained) throws IOException {
        Path file = Files.write(folder.resolve("disk"), content);
        HostFile named = new HostFile(file, "x.yaml", 1, 1);
        return String.valueOf(DiskFormat.problem(new NodeDisk(named, false, chained)));
    }

    private static ByteBuffer qcow2(int version, long backingOffset, long features) {
        byte[] backing = "/etc/passwd".getBytes(StandardCharsets.US_ASCII);
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
        assertThat(problem("KDMV....".getBytes(StandardCharsets.US_ASCII), false))
                .contains("qemu-img convert -f vmdk");
        assertThat(problem(new byte[0], false)).contains("is empty");
        assertThat(problem(new byte[] {0}, false)).isEqualTo("null");
    }
}
