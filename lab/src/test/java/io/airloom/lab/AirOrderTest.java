package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.medium.Air;
import io.airloom.medium.ChannelModel;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.Links;
import io.airloom.medium.Position;
import io.airloom.topology.AirOrder;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Orders to an air, what it tells of itself, and how both travel between processes.
class AirOrderTest {
    private static ControlMessage travelled(ControlMessage message) {
        ControlMessage read = ControlMessage.parse(message.line().getBytes(StandardCharsets.UTF_8));
        assertThat(read).isNotNull();
        return read;
    }

    private static Duration delay(AirThread air) {
        return air.with(Air::delay);
    }

    static List<AirOrder> orders() {
        return List.of(
                new AirOrder.Link("ap1", "sta1", true, false, null, null),
                new AirOrder.Link("a b", "c", false, null, 0.3, -70),
                new AirOrder.Link("a", "b", false, true, 1.0, null),
                new AirOrder.Power("ap1", -7),
                new AirOrder.Move("sta1", new Position(-5.25, 0, 1e6)),
                new AirOrder.Delay(Duration.ofNanos(20_000_001)),
                new AirOrder.Reset());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void anOrderArrivesAsItWasSent(AirOrder order) {
        assertThat(OrderMessage.parse(travelled(OrderMessage.of(order)))).isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "link", "power", "position", "delay"})
    void aMessageThatIsNoOrderIsRefused(String order) {
        ControlMessage message = ControlMessage.of("op", "set", "order", order, "loss", "x");
        assertThatThrownBy(() -> OrderMessage.parse(message))
                .isInstanceOf(IllegalArgumentException.class);
        for (String counts : List.of("", "1", "-1 1", "287 1", "1 -1", "1 x")) {
            assertThatThrownBy(() -> LatencyCounts.of(List.of(counts)))
                    .as(counts)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    static List<Supplier<AirOrder>> nonsense() {
        return List.of(
                () -> new AirOrder.Link("a", "a", true, true, null, null),
                () -> new AirOrder.Link("a", "", true, true, null, null),
                () -> new AirOrder.Link("a", "b", true, null, 1.01, null),
                () -> new AirOrder.Link("a", "b", true, null, Double.NaN, null),
                () -> new AirOrder.Link("a", "b", true, null, null, 0),
                () -> new AirOrder.Link("a", "b", true, null, null, -111),
                () -> new AirOrder.Power("x".repeat(256), 20),
                () -> new AirOrder.Move("", new Position(0, 0, 0)),
                () -> new AirOrder.Power("a", Integer.MIN_VALUE),
                () -> new AirOrder.Delay(Duration.ofNanos(-1)),
                () -> new AirOrder.Delay(Air.MAX_DELAY.plusNanos(1)));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsenseIsNoOrder(Supplier<AirOrder> order) {
        assertThatThrownBy(order::get).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loss | zz | loss must be a number, not \"zz\"",
                "signalDbm | -70.5 | signalDbm must be a whole number of dBm, not \"-70.5\"",
                "signalDbm | NaN | signalDbm must be a whole number of dBm, not \"NaN\"",
                "up | yes | up must be true or false, not \"yes\""
            })
    void saysWhatIsWrongWithAnOrder(String key, String value, String why) {
        ControlMessage message =
                ControlMessage.of("order", "link", "from", "ap1", "to", "sta1", key, value);
        assertThatThrownBy(() -> OrderMessage.parse(message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @Test
    void whatAnAirTellsArrivesAsItWasSent() {
        LinkedHashMap<String, Long> drops = new LinkedHashMap<>();
        drops.put("no buffer", 3L);
        AirSnapshot snapshot =
                new AirSnapshot(
                        1_750_000_000_123_456_789L,
                        new LabReport.Medium(7, 6, drops, new LabReport.Latency(1.5, 2, 3)),
                        LatencyCounts.of(List.of("0 1", "120 9000000000")),
                        List.of(
                                new AirSnapshot.Radio("a b", true, 2412, 1, 2, 3, 4, -5),
                                new AirSnapshot.Radio("sta1.2", false, 0, 0, 0, 0, 0, 20)),
                        List.of(
                                new AirSnapshot.Link(
                                        "a b", "sta1.2", -71, 8667, false, 0.125, 1, 2, 3, 4)));
        assertThat(AirSnapshot.of(travelled(snapshot.message()))).isEqualTo(snapshot);
    }

    @Test
    void anAirThatTellsNonsenseIsNotBelieved() {
        ControlMessage odd = ControlMessage.of("radios", List.of("a"), "radioFigures", List.of());
        assertThatThrownBy(() -> AirSnapshot.of(odd)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAnAirThatKnowsPlacesMovesNodes() {
        AirOrder move = new AirOrder.Move("sta1", new Position(10, 0, 0));
        try (AirThread air = AirThread.start(AirOptions.ideal())) {
            AirDesk desk = new AirDesk(air);
            assertThatThrownBy(() -> desk.set(move))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("everybody hears everybody");
        }
        ChannelModel model = new ChannelModel(new ChannelSettings(3, 9, Map.of()));
        try (AirThread air = AirThread.start(AirOptions.ideal().withPropagation(model))) {
            AirDesk desk = new AirDesk(air);
            desk.set(move);
            desk.set(new AirOrder.Reset());
        }
    }

    @Test
    void anAirDoesWhatIsOrderedAndGoesBackToItsBeginning() {
        Duration usual = Duration.ofMillis(5);
        try (AirThread air = AirThread.start(AirOptions.ideal().withDelay(usual))) {
            AirDesk desk = new AirDesk(air);
            desk.set(new AirOrder.Link("ap1", "sta1", true, null, 0.25, null));
            desk.set(new AirOrder.Link("ap1", "sta1", false, false, null, -60));
            desk.set(new AirOrder.Power("ap1", 10));
            desk.set(new AirOrder.Delay(Duration.ZERO));

            Links links = air.with(Air::links);
            assertThat(links.loss("ap1", "sta1")).isEqualTo(0.25);
            assertThat(links.loss("sta1", "ap1")).isEqualTo(0.25);
            assertThat(links.isUp("ap1", "sta1")).isFalse();
            assertThat(links.isUp("sta1", "ap1")).isTrue();
            assertThat(links.signalDbm("ap1", "sta1", -30)).isEqualTo(-70);
            assertThat(delay(air)).isZero();

            desk.set(new AirOrder.Reset());
            assertThat(links.orders()).isEmpty();
            assertThat(links.powerDbm("ap1")).isEqualTo(Links.USUAL_POWER_DBM);
            assertThat(delay(air)).isEqualTo(usual);
        }
    }

    @Test
    void anAirThatHasEndedSaysSo() {
        AirThread air = AirThread.start(AirOptions.ideal());
        AirDesk desk = new AirDesk(air);
        air.close();
        assertThatThrownBy(desk::snapshot)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void anAirInPlaceOfAnotherIsToldWhatWasOrdered() {
        OrderBook book = new OrderBook();
        book.note(new AirOrder.Delay(Duration.ofMillis(9)));
        book.note(new AirOrder.Power("ap1", 10));
        book.note(new AirOrder.Link("ap1", "sta1", true, false, 0.5, -70));
        book.note(new AirOrder.Power("ap1", 15));
        book.note(new AirOrder.Link("ap1", "sta1", false, true, null, null));

        Links again = new Links(1);
        book.orders().forEach(order -> AirDesk.apply(order, again));
        assertThat(book.orders()).contains(new AirOrder.Delay(Duration.ofMillis(9)));
        assertThat(again.signalDbm("ap1", "sta1", -30)).isEqualTo(-65);
        assertThat(again.signalDbm("sta1", "ap1", -30)).isEqualTo(-70);
        assertThat(again.isUp("ap1", "sta1")).isTrue();
        assertThat(again.isUp("sta1", "ap1")).isFalse();

        book.note(new AirOrder.Reset());
        assertThat(book.orders()).isEmpty();
    }
}
