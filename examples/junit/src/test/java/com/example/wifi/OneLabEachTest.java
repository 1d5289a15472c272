package com.example.wifi;

import io.airloom.junit.LabHandle;
import io.airloom.junit.Node;
import io.airloom.junit.WifiLab;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OneLabEachTest {
    @Test
    @WifiLab("wpa2.yaml")
    void aWrongPassphraseIsRefused(Node sta, LabHandle lab) {
        sta.awaitAssociated();
        sta.exec("wpa_cli -i wlan0 set_network 0 psk '\"wrong horse\"'").expect("OK");
        sta.exec("wpa_cli -i wlan0 reassociate").expect("OK");
        lab.node("ap").awaitLog("EAPOL-4WAY-HS-COMPLETED", Duration.ofSeconds(30));
        sta.awaitLog("WRONG_KEY", Duration.ofSeconds(30));
    }

    @Test
    void anotherTestNeedsNoLab() {}
}
