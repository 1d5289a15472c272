package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PairReportTest {
    private static final String LOG =
            """
            1795348365.700000: Successfully initialized wpa_supplicant
            1795348365.770049: rfkill: Cannot open RFKILL control device
            1795348365.900000: wlan0: SME: Trying to authenticate with 02:00:00:00:01:00
            1795348365.950000: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed
            """;
    private static final String PINGS =
            """
            64 bytes from 172.16.16.1: icmp_seq=1 ttl=64 time=0.400 ms
            64 bytes from 172.16.16.1: icmp_seq=2 ttl=64 time=0.200 ms
            64 bytes from 172.16.16.1: icmp_seq=3 ttl=64 time=0.300 ms
            """;
    private static final String TCP =
            """
            [  5]   0.00-5.00   sec   200 MBytes   336000 Kbits/sec    0             sender
            [  5]   0.00-5.01   sec   199 MBytes   333500 Kbits/sec                  receiver
            """;

    @TempDir Path folder;

    @Test
    void readsWhatTheProgramsWrite() {
        PairPath path = new PairPath("air");
        path.addAssociation(LOG);
        path.addPings(PINGS);
        path.addTcp(TCP);
        PairReport.Path figures = path.figures();
        assertThat(figures.associationSeconds()).isCloseTo(0.25, within());
        assertThat(figures.pings()).isEqualTo(3);
        assertThat(figures.ping()).isEqualTo(new PairReport.Ping(0.2, 0.3, 0.4, 0.4, 0.4));
        assertThat(figures.tcpMegabits()).isCloseTo(333.5, within());
    }

    @Test
    void saysWhatAProgramDidNotDo() {
        PairPath path = new PairPath("air");
        assertThatThrownBy(() -> path.addAssociation(LOG.substring(0, 120)))
                .isInstanceOf(BackEndException.class)
                .hasMessageStartingWith("wpa_supplicant did not associate: ");
        assertThatThrownBy(() -> path.addPings("100% packet loss"))
                .hasMessage("no ping was answered (air)");
        assertThatThrownBy(() -> path.addTcp("iperf3: error"))
                .hasMessage("iperf3 did not finish (air): iperf3: error");
    }

    @Test
    void setsTheAirBesideItsFloors() throws IOException {
        PairReport.Path air =
                new PairReport.Path(
                        "air", 0.3, 0.4, 300, new PairReport.Ping(0.3, 0.4, 0.6, 1, 2), 400);
        PairReport.Path floor =
                new PairReport.Path(
                        "virtio-net",
                        Double.NaN,
                        Double.NaN,
                        300,
                        new PairReport.Ping(0.1, 0.2, 0.3, 0.4, 1),
                        500);
        AirBenchReport.Micros micros = new AirBenchReport.Micros(20, 50, 100);
        PairReport report =
                new PairReport(
                        new PairOptions("uml", "agent", "", 1, 300, 5),
                        List.of(air, floor),
                        List.of(new PairReport.Agent("sta1", 1.25, 41_000, 40_000)),
                        micros,
                        micros,
                        1234,
                        Map.of("no buffer", 2L));
        assertThat(report.lines())
                .contains("the air beside virtio-net: ping p50 2.00 times, TCP 80 %")
                .contains(
                        "agent of sta1: on the air 1.25 s after its start, resident 41.0 MB (max"
                                + " 42.0)")
                .contains("1,234 frames, dropped: {no buffer=2}");
        Path json = folder.resolve("pair.json");
        report.writeJson(json);
        assertThat(Files.readString(json))
                .startsWith("{\"engine\":\"uml\",\"rounds\":1,\"frames\":1234,")
                .contains("\"drops\":{\"no buffer\":2}")
                .contains(
                        "\"radio\":\"agent\",\"agents\":[{\"node\":\"sta1\",\"startSeconds\":1.25,")
                .contains("{\"name\":\"virtio-net\",\"pings\":300,");
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        assertThatThrownBy(() -> new PairOptions("uml", "virtio", "", 0, 100, 5))
                .hasMessage("rounds=0");
        assertThatThrownBy(() -> new PairOptions("uml", "virtio", "", 1, 9, 5))
                .hasMessage("pings=9");
        assertThatThrownBy(() -> new PairOptions("uml", "virtio", "", 1, 100, 0))
                .hasMessage("tcpSeconds=0");
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-4);
    }
}
