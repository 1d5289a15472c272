package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactsTest {
    @TempDir Path folder;

    @Test
    void keepsCaptureConsolesAndWhatDaemonsWrote() throws Exception {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("capture.pcapng"), "frames");
        Files.writeString(folder.resolve("ap1.log"), "Linux version\n");
        Files.writeString(folder.resolve("sta1.log"), "login:\n");
        FakeLab lab =
                new FakeLab(folder)
                        .with("ap1", "ap", true)
                        .with("sta1", "station", true)
                        .with("bare1", "bare", true);
        SequencedMap<String, Path> files = Artefacts.collect(lab, kept);
        assertThat(files.keySet())
                .containsExactly(
                        "capture.pcapng",
                        "ap1.console.log",
                        "ap1.hostapd.log",
                        "sta1.console.log",
                        "sta1.supplicant.log");
        assertThat(files.get("ap1.console.log")).hasContent("Linux version\n");
        assertThat(files.get("ap1.hostapd.log"))
                .hasContent("ap1 says tail -c 4194304 /run/airloom/hostapd.log\n");
        assertThat(files.get("sta1.supplicant.log"))
                .content()
                .endsWith("/run/airloom/wpa_supplicant.log\n");
    }

    @Test
    void nodesThatDoNotAnswerLeaveWhatThereIs() throws Exception {
        Files.writeString(folder.resolve("hangs.log"), "Kernel panic\n");
        FakeLab lab =
                new FakeLab(folder)
                        .with("hangs", "ap", true)
                        .with("down", "ap", false)
                        .with("strange", "juggler", true);
        Path kept = folder.resolve("new/kept");
        assertThat(Artefacts.collect(lab, kept))
                .containsExactly(
                        java.util.Map.entry(
                                "hangs.console.log", kept.resolve("hangs.console.log")));
    }

    @Test
    void ofLongConsolesTheEndIsKept() throws Exception {
        byte[] octets = new byte[Artefacts.MAX_LOG + 7];
        Arrays.fill(octets, (byte) 'x');
        octets[octets.length - 1] = 'z';
        Files.write(folder.resolve("ap1.log"), octets);
        FakeLab lab = new FakeLab(folder).with("ap1", "bare", true);
        Path file = Artefacts.collect(lab, folder.resolve("kept")).get("ap1.console.log");
        assertThat(file).hasSize(Artefacts.MAX_LOG);
        assertThat(Files.readString(file)).endsWith("xz");
    }

    @Test
    void tellsOfAFolderThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Artefacts.collect(new FakeLab(folder), file))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("cannot keep the lab's files in " + file);
    }
}
