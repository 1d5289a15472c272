package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an air knows of who has sent what to whom.
class FiguresTest extends AirFixture {
    private static final int MHZ = 2412;

    @BeforeEach
    void associate() {
        air.addressAdded(ap, AP);
        air.addressAdded(sta, STA);
        hear(ap, AP, MHZ);
        hear(sta, STA, MHZ);
    }

    private Figures.Sent sent(String name) {
        return air.figures().radios().stream()
                .filter(radio -> radio.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsWhatARadioSendsAndToWhom() {
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        air.links().up("ap1", "sta1", false);
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        air.transmit(ap, Frames.beacon(AP, 5180));

        assertThat(sent("ap1"))
                .isEqualTo(
                        new Figures.Sent(
                                "ap1",
                                true,
                                5180,
                                new Figures.Total(4, 60 + 40 + 40 + 60, 1, 1 + 1 + 18 + 1),
                                0));
        assertThat(sent("sta2").total()).isEqualTo(new Figures.Total(0, 0, 0, 0));
        assertThat(air.figures().links())
                .containsExactly(
                        new Figures.Link("ap1", "sta1", -30, 110, new Figures.Total(2, 80, 1, 19)));
    }

    @Test
    void theRateIsThatOfTheLastTryOfTheLastDataFrame() {
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        assertThat(air.figures().links().getFirst().rateHundredKbps()).isEqualTo(10);
        Transmission management = Frames.transmission(0xd0, STA, AP, 40, MHZ);
        air.transmit(ap, Frames.legs(management, 4, 1));
        assertThat(air.figures().links().getFirst().rateHundredKbps()).isEqualTo(10);
        air.links().loss("ap1", "sta1", 1);
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        assertThat(air.figures().links().getFirst().rateHundredKbps()).isEqualTo(110);
    }

    @Test
    void whoHasNotTheAddressIsNoLink() {
        air.transmit(ap, Frames.data(0x0200_0000_0999L, AP, MHZ));
        assertThat(air.figures().links()).isEmpty();
        assertThat(sent("ap1").total().lost()).isEqualTo(1);
    }

    @Test
    void aRadioThatComesAgainGoesOnCounting() {
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        air.leave(ap);
        assertThat(sent("ap1").present()).isFalse();
        Radio again = air.join("ap1", KEY, apGuest);
        air.transmit(again, Frames.data(STA, AP, MHZ));
        assertThat(sent("ap1").present()).isTrue();
        assertThat(sent("ap1").total().frames()).isEqualTo(3);
        assertThat(air.figures().links())
                .extracting(link -> link.total().frames())
                .containsExactly(2L);
        assertThat(air.figures().radios())
                .extracting(Figures.Sent::name)
                .containsExactly("ap1", "sta1", "sta2");
    }

    @Test
    void radiosOfOneNameCountTogether() {
        Radio twin = air.join("ap1", KEY + 1, otherGuest);
        air.transmit(twin, Frames.beacon(AP + 1, MHZ));
        air.leave(ap);
        assertThat(sent("ap1").present()).isTrue();
        assertThat(sent("ap1").total().frames()).isEqualTo(2);
    }

    @Test
    void whoHasSentNothingIsForgotten() {
        air.leave(other);
        assertThat(air.figures().radios()).extracting(Figures.Sent::name).doesNotContain("sta2");
    }

    @Test
    void thoseWhoLeftFirstAreForgottenFirst() {
        air.transmit(sta, Frames.data(AP, STA, MHZ));
        for (int i = 0; i < Figures.MAX_ABSENT + 5; i++) {
            Radio passing = air.join("passing" + i, i, otherGuest);
            air.transmit(passing, Frames.beacon(0x0200_0100_0000L + i, MHZ));
            air.transmit(sta, Frames.data(0x0200_0100_0000L + i, STA, MHZ));
            air.leave(passing);
        }
        List<Figures.Sent> radios = air.figures().radios();
        assertThat(radios).hasSize(3 + Figures.MAX_ABSENT);
        assertThat(radios.get(3).name()).isEqualTo("passing5");
        assertThat(air.figures().links()).hasSize(1 + Figures.MAX_ABSENT);
    }

    @Test
    void linksAreBounded() {
        int radios = 150;
        for (int i = 0; i < radios; i++) {
            Radio radio = air.join("n" + i, i, otherGuest);
            air.addressAdded(radio, 0x0200_0200_0000L + i);
            air.transmit(radio, Frames.beacon(0x0200_0200_0000L + i, MHZ));
        }
        List<Radio> senders = List.of(ap, sta);
        for (Radio sender : senders) {
            for (int i = 0; i < radios; i++) {
                air.transmit(sender, Frames.data(0x0200_0200_0000L + i, AP, MHZ));
            }
        }
        assertThat(air.figures().links()).hasSize(2 * radios).hasSizeLessThan(Figures.MAX_LINKS);
    }
}
