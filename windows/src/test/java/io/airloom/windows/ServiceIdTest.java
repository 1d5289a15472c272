package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceIdTest {
    @Test
    void thePortsOfTheProtocolAreTheServicesOfTheReference() {
        assertThat(new ServiceId(12345).guid()).hasToString("00003039-facb-11e6-bd58-64006a7986d3");
        assertThat(new ServiceId(12346).guid()).hasToString("0000303a-facb-11e6-bd58-64006a7986d3");
        assertThat(new ServiceId(-1).guid()).hasToString("ffffffff-facb-11e6-bd58-64006a7986d3");
    }
}
