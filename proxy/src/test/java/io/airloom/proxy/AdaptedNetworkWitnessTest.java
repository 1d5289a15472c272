package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what guests see of networks is well-formed to somebody else, too. Method: beacons with
/// adapted elements in a capture, read by Wireshark's `tshark` where there is one on the PATH.
class AdaptedNetworkWitnessTest {
    private static final int LINK_TYPE_802_11 = 105;

    /// Frame control, duration, three addresses, sequence control, timestamp, interval.
    private static final int BEFORE_CAPABILITIES = 24 + 10;

    @TempDir Path folder;

    @Test
    void tsharkReadsThemAsWeDo() throws Exception {
        Path tshark = tshark();
        assumeThat(tshark).as("tshark").isNotNull();
        String all = HeardElements.RATES + HeardElements.COUNTRY + HeardElements.HT;
        List<Bss> seen = new ArrayList<>();
        for (String security :
                List.of(
                        HeardElements.SAE + HeardElements.RSNXE,
                        HeardElements.TRANSITION,
                        HeardElements.ENTERPRISE + HeardElements.WPA,
                        HeardElements.OWE,
                        HeardElements.MALFORMED_RSN)) {
            ElementBlob heard =
                    HeardElements.of("net", all, security, HeardElements.WMM, HeardElements.HE);
            Bss bss = new Bss(seen.size() + 1, 0x0411, -50, 100, 2_437_000, heard);
            seen.add(AdaptedNetwork.of(bss, null));
        }
        Path capture = folder.resolve("seen.pcap");
        Files.write(capture, capture(seen));
        assertThat(fields(tshark, capture))
                .hasSize(seen.size())
                // SSID in hexadecimal, AKM suites, pairwise ciphers, MFP required, country,
                // privacy,
                // and nothing that is malformed.
                .containsOnly("6e6574\t2\t4\t0\tDE\t1\t");
    }

    private static byte[] capture(List<Bss> networks) {
        byte[] capture = new byte[64 << 10];
        ByteBuffer out = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xa1b2_c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        out.putInt(0xffff).putInt(LINK_TYPE_802_11);
        for (Bss bss : networks) {
            int length = BEFORE_CAPABILITIES + 2 + bss.elements().length();
            out.putInt(0).putInt(0).putInt(length).putInt(length);
            out.putShort((short) 0x0080).putShort((short) 0);
            Octets.putAddress(out, 0xffff_ffff_ffffL);
            Octets.putAddress(out, bss.bssid());
            Octets.putAddress(out, bss.bssid());
            out.putShort((short) 0).putLong(0).putShort((short) bss.beaconIntervalTu());
            out.putShort((short) bss.capabilities()).put(bss.elements().octets());
        }
        byte[] whole = new byte[out.position()];
        System.arraycopy(capture, 0, whole, 0, whole.length);
        return whole;
    }

    private List<String> fields(Path tshark, Path capture) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(tshark.toString(), "-n", "-r", capture.toString()));
        command.addAll(List.of("-T", "fields"));
        for (String field :
                List.of(
                        "wlan.ssid",
                        "wlan.rsn.akms.type",
                        "wlan.rsn.pcs.type",
                        "wlan.rsn.capabilities.mfpr",
                        "wlan.country_info.code",
                        "wlan.fixed.capabilities.privacy",
                        "_ws.malformed")) {
            command.addAll(List.of("-e", field));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        try (InputStream said = process.getInputStream()) {
            return new String(said.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    // Versions differ in how they write a bit.
                    .map(line -> line.replace("True", "1").replace("False", "0"))
                    .toList();
        } finally {
            process.waitFor();
        }
    }

    private static Path tshark() throws IOException {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "tshark"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
