package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.Cache;
import io.airloom.image.GuestImage;
import io.airloom.image.Progress;
import io.airloom.image.UmlKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A UML machine that lives in this host's file system can do what every machine can, and nothing
/// that it does to a file is done to the host's.
@Tag("vm")
class HostRootTest extends NodeMachineContract {
    /// In this module's own folder: the guest has a `/tmp` of its own.
    private static final Path HERE = Path.of("target").toAbsolutePath();

    @Override
    MachineFactory machines(RunDirectory directory) {
        Cache cache = Cache.standard();
        return new UmlMachines(
                UmlKernel.ensure(cache, Progress.SILENT),
                NodeImages.of(GuestImage.ensure(cache, Progress.SILENT)),
                directory,
                1024);
    }

    @Override
    String nodeKeys() {
        return "role: bare, radios: 2, engine: uml, root: host";
    }

    private String shell(String line) throws InterruptedException {
        ExecResult result = machine().exec(List.of("sh", "-c", line), new byte[0], LIMIT);
        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
        return result.stdout();
    }

    @Test
    void whatItWritesIsNotTheHosts(@TempDir(factory = InTarget.class) Path folder)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("changed"), "host\n");
        Files.writeString(folder.resolve("removed"), "host\n");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/file"), "host\n");
        String seen =
                shell(
                        """
                        set -e
                        cd %s
                        cat changed
                        echo guest >changed
                        rm removed
                        rm -r sub
                        echo guest >made
                        chmod 0 made
                        mv changed renamed
                        cat renamed
                        ls
                        """
                                .formatted(folder));
        assertThat(seen).isEqualTo("host\nguest\nmade\nrenamed\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("changed", "removed", "sub");
        }
        assertThat(folder.resolve("changed")).hasContent("host\n");
        assertThat(folder.resolve("sub/file")).hasContent("host\n");
    }

    @Test
    void hasFoldersOfItsOwnForWhatIsOfTheMoment() throws InterruptedException {
        assertThat(shell("cat /proc/sys/kernel/hostname; ls /tmp; cat /proc/version"))
                .startsWith("node-1\nLinux version ")
                .contains("-uml");
        assertThat(shell("ls -d /sys/class/ieee80211/phy0 /dev/null /run")).contains("phy0");
    }

    @Test
    void runsTheImagesProgramsWhereTheHostHasNone() throws InterruptedException {
        for (String program :
                List.of("hostapd -v", "wpa_supplicant -v", "wpa_cli -v", "iw --version")) {
            assertThat(shell("/airloom/usr/lib/airloom/" + program + " 2>&1 || true"))
                    .containsPattern("v\\d+\\.\\d+|version \\d+");
            assertThat(shell("command -v " + program.replaceFirst(" .*", ""))).startsWith("/");
        }
        assertThat(shell("busybox uname -s")).isEqualTo("Linux\n");
    }

    @Test
    void knowsItsOwnName() throws InterruptedException {
        assertThat(shell("cat /etc/hosts")).contains("127.0.1.1 node-1\n");
    }

    /// A temporary folder that is not in `/tmp`.
    static final class InTarget implements org.junit.jupiter.api.io.TempDirFactory {
        @Override
        public Path createTempDirectory(
                org.junit.jupiter.api.extension.AnnotatedElementContext element,
                org.junit.jupiter.api.extension.ExtensionContext context)
                throws IOException {
            return Files.createTempDirectory(HERE, "host-root");
        }
    }
}
