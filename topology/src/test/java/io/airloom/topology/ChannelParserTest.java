package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.medium.ChannelSettings;
import io.airloom.medium.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelParserTest {
    private static Topology topology(String air, String position) {
        String nodes = "nodes: {ap1: {role: bare" + position + "}, sta1: {role: bare}}\n";
        return TopologyParser.parse("lab.yaml", "air: " + air + "\n" + nodes);
    }

    @Test
    void aChannelHasItsSettingsAndThePositionsOfNodes() {
        Topology topology =
                topology(
                        "{model: channel, exponent: 2.5, noise-figure: 7}",
                        ", position: [10, -5.5, 2]");
        ChannelSettings wanted =
                new ChannelSettings(2.5, 7, Map.of("ap1", new Position(10, -5.5, 2)));
        assertThat(topology.air().channel()).isEqualTo(wanted);
        assertThat(topology("{model: channel}", "").air().channel())
                .isEqualTo(new ChannelSettings(3, 9, Map.of()));
        assertThat(topology("{model: ideal}", "").air().channel()).isNull();
    }

    @Test
    void aTopologyInJavaSaysTheSame() {
        Topology topology =
                Labs.topology("places")
                        .airModel("channel")
                        .bare("ap1", node -> node.position(3, 4.5))
                        .build();
        assertThat(topology.air().channel())
                .isEqualTo(new ChannelSettings(3, 9, Map.of("ap1", new Position(3, 4.5, 0))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "{model: chanel} | | \"model\" is unknown: \"chanel\", did you mean \"channel\"?",
                "{exponent: 3} | | \"exponent\" is for model: channel",
                "{model: channel, exponent: 9} | | \"exponent\" must be a number from 1.5 to 6",
                "{model: channel, noise-figure: 31} | | must be a whole number from 0 to 30",
                "{model: channel} | [1] | a position is two or three numbers of metres",
                "{model: channel} | [1, x] | not \"1,x\"",
                "{model: channel} | [1, 2000000] | not \"1,2000000\"",
                "{delay: 0} | [1, 2] | \"position\" says nothing without a channel"
            })
    void mistakesAreTold(String air, String position, String why) {
        String place = position == null ? "" : ", position: " + position;
        assertThatThrownBy(() -> topology(air, place)).hasMessageContaining(why);
    }

    @Test
    void stepsMoveNodesOnAChannelOnly() {
        String steps = "steps: [{set: {position: [5, 0], node: a}}, {set: position a 7 1}]\n";
        String nodes = "nodes: {a: {role: bare}}\n";
        String channel = "air: {model: channel}\n" + nodes + steps;
        assertThat(TopologyParser.parse("lab.yaml", channel).steps())
                .containsExactly(
                        new Step.Set(new AirOrder.Move("a", new Position(5, 0, 0))),
                        new Step.Set(new AirOrder.Move("a", new Position(7, 1, 0))));
        assertThatThrownBy(() -> TopologyParser.parse("lab.yaml", nodes + steps))
                .hasMessageContaining("has steps that move nodes; add air: {model: channel}");
    }

    @Test
    void positionsAreWrittenAsTheyAreRead() {
        for (String text : List.of("10,0", "-5.5,3", "0,0,1.25", "1000000,-1000000")) {
            assertThat(Positions.text(Positions.parse(text))).isEqualTo(text);
        }
        assertThat(AirOrders.text(AirOrders.parse(List.of("position", "sta1", "1.50", "2", "0"))))
                .isEqualTo("position sta1 1.5 2");
        assertThatThrownBy(() -> AirOrders.parse(List.of("position", "sta1")))
                .hasMessage("position wants a node and metres: position sta1 10 0");
    }
}
