package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.medium.ChannelUse;
import io.airloom.medium.Durations;
import io.airloom.remote.Hop;
import io.airloom.topology.AirOrder;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The figures of an air, and how another terminal gets them.
class AirTimesTest {
    @TempDir private Path folder;

    private static AirTimes sample() {
        Map<Hop, Durations.Summary> hops = new EnumMap<>(Hop.class);
        for (Hop hop : Hop.values()) {
            hops.put(hop, new Durations.Summary(hops.size() + 1, 2, 3, 4, 5, 6, 7));
        }
        return new AirTimes(
                new Durations.Summary(1, 2, 3, 4, 5, 6, Long.MAX_VALUE / 100),
                List.of(
                        new AirTimes.Guest("a b  c", new AirTimes.Clock(-5, 6, -7.125, 0.5), hops),
                        new AirTimes.Guest("none", null, hops)));
    }

    @Test
    void whatIsSentToAnotherTerminalIsWhatIsReadThere() {
        AirTimes times = sample();
        ControlMessage sent =
                ControlMessage.parse(times.message().line().getBytes(StandardCharsets.UTF_8));
        assertThat(sent).isNotNull();
        assertThat(AirTimes.of(sent)).isEqualTo(times);
    }

    @Test
    void anAnswerThatIsNoneHasNoFigures() {
        assertThat(AirTimes.of(ControlMessage.of("guests", List.of("1 2 3", ""), "medium", "x")))
                .isEqualTo(AirTimes.NONE);
    }

    @Test
    void programsGetNanoseconds() {
        assertThat(sample().json(List.of()))
                .contains("\"clock\":{\"offsetNanos\":-5,\"uncertaintyNanos\":6,")
                .contains("\"wire, to the host\":{\"count\":2,\"minNanos\":2,\"meanNanos\":3,");
        assertThat(AirTimes.NONE.json(List.of())).endsWith("\"guests\":[]}");
        assertThat(AirTimes.NONE.json(List.of(new ChannelUse(5180, 4000, 3, 2))))
                .endsWith(
                        "\"guests\":[],\"channels\":[{\"freqMhz\":5180,\"busyNanos\":4000,\"tries\":3,"
                                + "\"collisions\":2}]}");
    }

    @Test
    void anAirIsFoundAtItsSocketAndAskedThere() throws Exception {
        Path socket = folder.resolve("air-1");
        try (AirThread air = AirThread.start(AirOptions.ideal());
                RunningAir.Service _ =
                        RunningAir.serve(socket, air, () -> AirTimes.of(air, null))) {
            List<RunningAir> running = RunningAir.in(folder);
            assertThat(running).hasSize(1);
            assertThat(running.getFirst().times()).isEqualTo(AirTimes.NONE);
            running.getFirst().set(new AirOrder.Power("ap1", 7));
            assertThat(air.<Integer>with(on -> on.links().powerDbm("ap1"))).isEqualTo(7);
            assertThat(running.getFirst().snapshot().radios()).isEmpty();
            assertThatThrownBy(() -> RunningAir.serve(socket, air, () -> AirTimes.NONE))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("cannot listen on");
        }
        assertThat(RunningAir.in(folder)).isEmpty();
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatADeadAirHasLeftIsRemoved() throws Exception {
        Path socket = folder.resolve("air-2");
        ControlSocket.open(socket, request -> request).close();
        assertThat(Files.exists(socket)).isTrue();
        assertThat(RunningAir.in(folder)).isEmpty();
        assertThat(socket).doesNotExist();
        assertThatThrownBy(() -> RunningAir.at(socket).times())
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("nobody answers at " + socket);
    }
}
