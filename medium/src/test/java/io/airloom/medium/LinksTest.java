package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What people may order of an air, and what becomes of frames then. The seed of the draws is the
/// air's usual one: what is within bounds here is so in each run.
class LinksTest extends AirFixture {
    private static final int FRAMES = 20_000;
    private static final int MHZ = 2412;

    private final Links links = air.links();

    /// All are known to be on the channel.
    @BeforeEach
    void associate() {
        air.addressAdded(ap, AP);
        air.addressAdded(sta, STA);
        hear(ap, AP, MHZ);
        hear(sta, STA, MHZ);
        hear(other, 0x0200_0000_0300L, MHZ);
    }

    /// Both ways.
    private void loss(double loss) {
        links.loss("ap1", "sta1", loss);
        links.loss("sta1", "ap1", loss);
    }

    private FakeReceiver.Status sendFromAp() {
        air.transmit(ap, Frames.data(STA, AP, MHZ));
        return lastStatus(apGuest);
    }

    // ---- up and down ----------------------------------------------------------------------------

    @Test
    void aLinkThatIsDownCarriesNothingThatWay() {
        links.up("ap1", "sta1", false);
        assertThat(sendFromAp().acknowledged()).isFalse();
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×3 1×4 2×5 3×6");
        air.transmit(ap, Frames.beacon(AP, MHZ));
        assertThat(staGuest.receptions).isEmpty();
        assertThat(otherGuest.receptions).as("who is not meant").hasSize(2);

        links.up("ap1", "sta1", true);
        assertThat(sendFromAp().acknowledged()).isTrue();
        assertThat(staGuest.receptions).hasSize(1);
    }

    @Test
    void anAcknowledgementDoesNotComeBackOverALinkThatIsDown() {
        links.up("sta1", "ap1", false);
        assertThat(sendFromAp().acknowledged()).isFalse();
        assertThat(staGuest.receptions).as("it has the frame all the same, once").hasSize(1);
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×3 1×4 2×5 3×6");
    }

    @Test
    void allRadiosOfANodeAreMeant() {
        FakeReceiver second = new FakeReceiver(air);
        air.join("sta1.2", KEY, second);
        air.join("sta10", KEY, otherGuest);
        links.up("ap1", "sta1", false);
        air.transmit(ap, Frames.beacon(AP, MHZ));
        assertThat(second.receptions).isEmpty();
        assertThat(otherGuest.receptions).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"a, a", "a.2, a", "a.10, a", "a.b, a.b", "a., a.", ".2, .2", "2, 2", "a.b.3, a.b"})
    void aRadiosNameSaysWhoseItIs(String radio, String node) {
        assertThat(Radio.nodeOf(radio)).isEqualTo(node);
    }

    // ---- signals --------------------------------------------------------------------------------

    @Test
    void aSignalIsAsOrderedAndChangesWithThePower() {
        links.signal("ap1", "sta1", -70);
        sendFromAp();
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-70);
        assertThat(lastStatus(apGuest).ackSignalDbm()).as("the other way").isEqualTo(-30);

        links.power("ap1", 10);
        links.power("sta1", 17);
        sendFromAp();
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-80);
        assertThat(otherGuest.receptions.getLast().signalDbm()).isEqualTo(-40);
        assertThat(lastStatus(apGuest).ackSignalDbm()).isEqualTo(-33);

        links.signal("ap1", "sta1", -70);
        links.power("ap1", 20);
        sendFromAp();
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-60);
        assertThat(links.signalDbm("ap1", "sta1", -30)).isEqualTo(-60);
    }

    @Test
    void whatIsWeakerThanTheNoiseIsNotHeard() {
        links.signal("ap1", "sta1", -92);
        assertThat(sendFromAp().acknowledged()).isTrue();
        links.signal("ap1", "sta1", -93);
        assertThat(sendFromAp().acknowledged()).isFalse();
        links.signal("ap1", "sta1", -92);
        links.power("ap1", 19);
        assertThat(sendFromAp().acknowledged()).isFalse();
        links.power("sta1", -43);
        links.power("ap1", 20);
        assertThat(sendFromAp().acknowledged()).as("its acknowledgement is too weak").isFalse();
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-92);
        links.power("sta1", -42);
        assertThat(sendFromAp().ackSignalDbm()).isEqualTo(-92);
    }

    @Test
    void noSignalIsBeyondWhatKernelsCanBeTold() {
        links.signal("ap1", "sta1", -1);
        links.power("ap1", 60);
        sendFromAp();
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-1);
        links.power("ap1", -60);
        assertThat(links.signalDbm("ap1", "sta1", -30)).isEqualTo(-81);
        assertThat(links.signalDbm("ap1", "sta2", -30)).isEqualTo(-110);
    }

    @Test
    void aModelsOwnWeakSignalsAreHeardUnlessAnOrderHasASayInThem() {
        Air far =
                new Air(
                        new Propagation() {
                            @Override
                            public int signalDbm(Transmission t, Radio from, Radio to) {
                                return -100;
                            }

                            @Override
                            public int ackSignalDbm(Transmission t, Radio from, Radio to) {
                                return -100;
                            }
                        });
        FakeReceiver hearer = new FakeReceiver(far);
        Radio from = far.join("ap1", KEY, new FakeReceiver(far));
        far.join("sta1", KEY, hearer);
        far.links().loss("ap1", "sta1", 0);
        far.transmit(from, Frames.beacon(AP, MHZ));
        assertThat(hearer.receptions).hasSize(1);
        far.links().power("ap1", 21);
        far.transmit(from, Frames.beacon(AP, MHZ));
        assertThat(hearer.receptions).hasSize(1);
        far.links().power("ap1", 28);
        far.transmit(from, Frames.beacon(AP, MHZ));
        assertThat(hearer.receptions.getLast().signalDbm()).isEqualTo(-92);
    }

    // ---- loss -----------------------------------------------------------------------------------

    @Test
    void whatIsNotLostTakesOneTry() {
        loss(0);
        links.loss("ap1", "sta2", 0.9);
        assertThat(sendFromAp().tries()).isEqualTo("0×1");
        assertThat(staGuest.receptions).hasSize(1);
    }

    @Test
    void whatIsAlwaysLostIsTriedOnAllLegsAndHeardByNobody() {
        loss(1);
        assertThat(sendFromAp().tries()).isEqualTo("0×3 1×4 2×5 3×6");
        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
        assertThat(lastStatus(apGuest).ackSignalDbm()).isEqualTo(Outcome.NO_SIGNAL_DBM);
        assertThat(staGuest.receptions).isEmpty();
    }

    /// With a loss of p both ways a try succeeds with (1 − p)², and a frame has 18 tries.
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 0.8})
    void triesAreLostAsOftenAsOrdered(double loss) {
        loss(loss);
        double success = (1 - loss) * (1 - loss);
        int acknowledged = 0;
        int first = 0;
        for (int i = 0; i < FRAMES; i++) {
            FakeReceiver.Status status = sendFromAp();
            acknowledged += status.acknowledged() ? 1 : 0;
            first += status.acknowledged() && status.tries().equals("0×1") ? 1 : 0;
        }
        double kept = 1 - Math.pow(1 - success, 18);
        double received = 1 - Math.pow(loss, 18);
        assertThat(share(acknowledged)).isCloseTo(kept, within(bound(kept)));
        assertThat(share(first)).isCloseTo(success, within(bound(success)));
        assertThat(share(staGuest.receptions.size()))
                .as("acknowledged or not")
                .isLessThanOrEqualTo(received + bound(received))
                .isGreaterThanOrEqualTo(share(acknowledged));
    }

    private static double share(int count) {
        return (double) count / FRAMES;
    }

    /// Five standard deviations of a share.
    private static double bound(double probability) {
        return 5 * Math.sqrt(probability * (1 - probability) / FRAMES) + 1e-9;
    }

    @Test
    void groupFramesHaveOneTryForEachReceiver() {
        links.loss("ap1", "sta1", 0.3);
        links.loss("ap1", "sta2", 0.3);
        int both = 0;
        for (int i = 0; i < FRAMES; i++) {
            int before = staGuest.receptions.size() + otherGuest.receptions.size();
            air.transmit(ap, Frames.beacon(AP, MHZ));
            both += staGuest.receptions.size() + otherGuest.receptions.size() == before + 2 ? 1 : 0;
        }
        assertThat(share(staGuest.receptions.size())).isCloseTo(0.7, within(bound(0.7)));
        assertThat(share(otherGuest.receptions.size())).isCloseTo(0.7, within(bound(0.7)));
        assertThat(share(both)).as("each for itself").isCloseTo(0.49, within(bound(0.49)));
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×1");
    }

    @Test
    void aFrameWhoseAcknowledgementsAreAllLostWasReceivedOnce() {
        links.loss("sta1", "ap1", 1);
        assertThat(sendFromAp().acknowledged()).isFalse();
        assertThat(staGuest.receptions).hasSize(1);
    }

    @Test
    void aReceiverWithoutRoomDoesNotAcknowledge() {
        loss(0.5);
        staGuest.answer = Delivery.NO_BUFFER;
        for (int i = 0; i < 100; i++) {
            assertThat(sendFromAp().acknowledged()).isFalse();
            assertThat(lastStatus(apGuest).tries()).isEqualTo("0×3 1×4 2×5 3×6");
        }
        assertThat(value(AirCounter.DROPPED_NO_BUFFER)).isEqualTo(100);
    }

    @Test
    void whoOverhearsHearsTheTriesThatWereMade() {
        links.loss("ap1", "sta2", 0.5);
        for (int i = 0; i < FRAMES; i++) {
            sendFromAp();
        }
        double once = 0.5;
        assertThat(share(otherGuest.receptions.size())).isCloseTo(once, within(bound(once)));

        otherGuest.receptions.clear();
        links.loss("sta1", "ap1", 1);
        for (int i = 0; i < FRAMES; i++) {
            sendFromAp();
        }
        double heard = 1 - Math.pow(0.5, 18);
        assertThat(share(otherGuest.receptions.size())).isCloseTo(heard, within(bound(heard)));
    }

    @Test
    void aFrameComesWithTheRateOfTheTryThatWasHeard() {
        loss(0.9);
        List<Integer> rates = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sendFromAp();
        }
        staGuest.receptions.forEach(reception -> rates.add(reception.rateIndex()));
        assertThat(rates).contains(0, 1, 2, 3);
        assertThat(rates.stream().filter(rate -> rate == 0).count())
                .as("3 tries of 18 are of the first leg")
                .isLessThan(rates.size() / 2);
    }

    @Test
    void framesThatNobodyIsToAcknowledgeAreTriedOnce() {
        links.loss("ap1", "sta1", 0.5);
        for (int i = 0; i < FRAMES; i++) {
            air.transmit(ap, Frames.data(STA, AP, MHZ).sent(MHZ, false, 1));
        }
        assertThat(share(staGuest.receptions.size())).isCloseTo(0.5, within(bound(0.5)));
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×1");
    }

    // ---- orders ---------------------------------------------------------------------------------

    @Test
    void aResetForgetsEverything() {
        loss(1);
        links.up("ap1", "sta2", false);
        links.power("ap1", -60);
        links.reset();
        assertThat(sendFromAp().tries()).isEqualTo("0×1");
        assertThat(staGuest.receptions.getLast().signalDbm()).isEqualTo(-30);
        assertThat(links.orders()).isEmpty();
        assertThat(links.powers()).isEmpty();
    }

    @Test
    void tellsWhatWasOrdered() {
        links.loss("a", "b", 0.25);
        links.up("a", "b", false);
        links.signal("b", "a", -50);
        links.power("b", 23);
        assertThat(links.orders())
                .containsExactlyInAnyOrder(
                        new Links.Order("a", "b", false, 0.25, null),
                        new Links.Order("b", "a", true, 0, -47));
        assertThat(links.powers()).isEqualTo(Map.of("b", 23));
        assertThat(links.loss("a", "b")).isEqualTo(0.25);
        assertThat(links.isUp("a", "b")).isFalse();
        assertThat(links.isUp("b", "c")).isTrue();
    }

    @Test
    void nonsenseAndVeryManyOrdersAreRefused() {
        assertThatThrownBy(() -> links.loss("a", "b", 1.5)).hasMessage("loss=1.5");
        assertThatThrownBy(() -> links.loss("a", "b", Double.NaN)).hasMessage("loss=NaN");
        assertThatThrownBy(() -> links.signal("a", "b", 0)).hasMessage("signalDbm=0");
        assertThatThrownBy(() -> links.power("a", 61)).hasMessage("powerDbm=61");
        links.reset();
        for (int i = 0; i < Links.MAX_LINKS; i++) {
            links.up("a", "b" + i, false);
        }
        assertThatThrownBy(() -> links.up("a", "one more", false))
                .isInstanceOf(IllegalStateException.class);
        links.up("a", "b0", true);
    }
}
