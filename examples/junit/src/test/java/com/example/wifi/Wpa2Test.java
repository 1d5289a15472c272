package com.example.wifi;

import io.airloom.junit.Air;
import io.airloom.junit.Node;
import io.airloom.junit.WifiLab;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WifiLab("wpa2.yaml")
class Wpa2Test {
    @BeforeEach
    void join(Node sta) {
        sta.awaitAssociated();
    }

    @Test
    void theStationReachesItsAccessPoint(Node sta) {
        sta.exec("ping -c 3 ap").expectSuccess().expect(" 0% packet loss");
    }

    @Test
    void keysAreAgreedOnInFourMessages(Node sta, Air air) {
        sta.exec("wpa_cli -i wlan0 reassociate").expectSuccess();
        air.frames().filter("subtype==eapol").await(4, Duration.ofSeconds(20));
    }

    @Test
    void theStationComesBackWhenItsAccessPointDoes(Node ap, Node sta) {
        ap.reboot();
        sta.awaitPing(ap, Duration.ofSeconds(60));
    }
}
