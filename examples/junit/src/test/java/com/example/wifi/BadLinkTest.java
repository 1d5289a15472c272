package com.example.wifi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airloom.junit.Air;
import io.airloom.junit.InLab;
import io.airloom.junit.Node;
import io.airloom.junit.WifiLab;
import io.airloom.topology.Labs;
import io.airloom.topology.Topology;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WifiLab(method = "openNetwork", reuse = true)
class BadLinkTest {
    @InLab Node ap;
    @InLab Node sta;
    @InLab Air air;

    static Topology openNetwork() {
        return Labs.topology("open")
                .engine("uml")
                .ap("ap", n -> n.address("172.16.16.1/24").hostapd("ssid", "lab").hostapd("channel", 6))
                .station("sta", n -> n.address("172.16.16.2/24").network("ssid", "lab"))
                .build();
    }

    @BeforeEach
    void join() {
        sta.awaitAssociated().awaitPing(ap, Duration.ofSeconds(30));
    }

    @Test
    void whatIsLostIsSentAgain() {
        air.link(ap, sta).loss(0.3);
        sta.exec("ping -c 20 -i 0.05 ap").expectMatch("\\b(19|20) packets received");
        air.frames().filter("type==data and tries > 1").await(5, Duration.ofSeconds(5));
    }

    @Test
    void nobodyIsHeardOverALinkThatIsDown() {
        air.link(ap, sta).down();
        sta.exec("ping -c 1 -W 1 ap").expectFailure();
        air.link(ap, sta).up();
        sta.awaitPing(ap, Duration.ofSeconds(30));
    }

    @Test
    void aSlowAirIsSeenInThePing() {
        air.delay(Duration.ofMillis(30));
        String ping = sta.exec("ping -c 3 ap").expectSuccess().output();
        double millis = Double.parseDouble(ping.replaceAll("(?s).*= ([0-9.]+)/.*", "$1"));
        assertTrue(millis >= 60, ping);
    }
}
