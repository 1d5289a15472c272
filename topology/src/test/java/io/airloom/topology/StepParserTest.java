package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: every mistake in a step is told with its place and what would be right.
class StepParserTest {
    private static final String NODES =
            "nodes: {n1: {role: bare}, ap1: {role: ap, hostapd: {ssid: lab}}}\nsteps: [";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                step(
                        "{run: x, node: n1, expect: {patern: x}}",
                        "37: step 1: expect: unknown key \"patern\", did you mean \"pattern\"?"),
                step(
                        "{run: x, node: n1, expect: {pattern: '(a'}}",
                        "46: step 1: expect: \"pattern\" is no regular expression: Unclosed group at"
                                + " character 3"),
                step(
                        "{run: x, node: n1, expect: {json: a >> 3}}",
                        "43: step 1: expect: \"json\" has no number after >, but \"> 3\""),
                step(
                        "{run: x, node: n1, expect: {json: 'a == '}}",
                        "43: step 1: expect: \"json\" has nothing after =="),
                step(
                        "{run: x, node: n1, save: My-Name}",
                        "34: step 1: \"save\" must be a small letter, then small letters, digits or _,"
                                + " at most 31 in all, not \"My-Name\""),
                step(
                        "{run: \"x ${saved.a}\", node: n1, save: a}",
                        "15: step 1: \"run\" refers to ${saved.a}, but no step before saves a"),
                step(
                        "{parallel: [{run: x, node: n1, save: aa}, {run: \"${saved.aa}\", node: n1}]}",
                        "57: step 1.2: \"run\" refers to ${saved.aa}, but no step before saves aa"),
                step(
                        "{wait: {pong: n1}, node: ap1}",
                        "17: step 1: wait: unknown key \"pong\", did you mean \"ping\"?"),
                step(
                        "{wait: ping, node: ap1}",
                        "16: step 1: \"wait\" needs to know more: {ping: …}"),
                step(
                        "{wait: {ping: n1}, node: ap1}",
                        "23: step 1: wait: \"ping\" needs an address; node \"n1\" has none"),
                step(
                        "{wait: {ping: ap2}, node: ap1}",
                        "23: step 1: wait: \"ping\" refers to an unknown node \"ap2\", did you mean"
                                + " \"ap1\"?"),
                step(
                        "{wait: {log: x}, node: n1}",
                        "22: step 1: wait: \"log\" needs a file: node \"n1\" is bare, so there is no"
                                + " daemon's log; add file: /run/my.log"),
                step(
                        "{wait: {frame: 'tpye==mgmt'}}",
                        "24: step 1: wait: \"frame\" is no filter, at character 1: no field \"tpye\", did you mean type?"),
                step(
                        "{wait: {frame: 'lost and node==n3'}}",
                        "24: step 1: wait: \"frame\" is no filter, at character 16: no node \"n3\", did you mean n1?"),
                step(
                        "{capture: {start: a.pcapng, filter: addr==nosuch}}",
                        "45: step 1: capture: \"filter\" is no filter, at character 7: no node \"nosuch\"; known: n1, ap1"),
                step(
                        "{wait: {frame: lost, count: 0}}",
                        "37: step 1: wait: \"count\" must be a whole number from 1 to 1000000, not"
                                + " \"0\""),
                step(
                        "{set: {link: [ap1, n2], up: true}}",
                        "28: step 1: set: \"link\" refers to an unknown node \"n2\", did you mean"
                                + " \"n1\"?"),
                step(
                        "{set: {link: [ap1, n1], loss: 0.3}}",
                        "39: step 1: set: \"loss\" cannot be: a loss is 0% to 100% of the tries, not"
                                + " \"0.3\""),
                step(
                        "{set: {link: [ap1, n1]}}",
                        "22: step 1: set: \"link\" cannot be: says nothing of the link; known: up,"
                                + " down, loss=30%, signal=-70, --one-way"),
                step(
                        "{set: link ap1 n1 donw}",
                        "15: step 1: \"set\" cannot be: of a link, \"donw\" cannot be said, did you"
                                + " mean \"down\"?"),
                step(
                        "{set: {power: 40, node: ap1}}",
                        "23: step 1: set: \"power\" cannot be: a power has 0 to 30 dBm, not \"40\""),
                step(
                        "{set: {delay: 20ms, loss: 3%}}",
                        "29: step 1: set: unknown key \"loss\"; known: delay"),
                step(
                        "{capture: {start: ../x}}",
                        "27: step 1: capture: \"start\" must be a file's name without folders, such as"
                                + " join.pcapng, not \"../x\""),
                step(
                        "{capture: {}}",
                        "19: step 1: capture: is {start: FILE, filter: FILTER} or {stop: FILE}"),
                step(
                        "{reboot: n2}",
                        "18: step 1: \"reboot\" refers to an unknown node \"n2\", did"
                                + " you mean \"n1\"?"),
                step(
                        "{pause: 0}",
                        "17: step 1: \"pause\" must be a time such as 500ms, 20s or 2min"
                                + " (at most 24 h), not \"0\""),
                step(
                        "{sequence: [{parallel: [{pause: 1x}]}]}",
                        "41: step 1.1.1: \"pause\" must be a time such as 500ms, 20s or 2min (at most"
                                + " 24 h), not \"1x\""),
                step(
                        "{run: x, node: n1, reboot: n1}",
                        "9: step 1: has both \"run\" and \"reboot\"; make two steps of it"),
                step("{include: ''}", "19: step 1: \"include\" must name a file, not \"\""));
    }

    private static Arguments step(String step, String... messages) {
        return Arguments.of(step, List.of(messages));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void tellsEachMistakeWithItsPlace(String step, List<String> messages) {
        assertThat(problemsOf(NODES + step + "]"))
                .containsExactlyInAnyOrderElementsOf(
                        messages.stream().map(m -> "lab.yaml:2:" + m).toList());
    }

    @Test
    void limitsHowDeepAndHowManyStepsThereAre() {
        String deep = "{sequence: [".repeat(7) + "{pause: 1s}" + "]}".repeat(7);
        assertThat(problemsOf(NODES + deep + "]"))
                .singleElement()
                .asString()
                .endsWith("step 1.1.1.1.1.1: \"sequence\" is nested deeper than 6 levels");
        String many = "{parallel: [" + "{pause: 1s},".repeat(65) + "]}";
        assertThat(problemsOf(NODES + many + "]"))
                .singleElement()
                .asString()
                .endsWith("\"parallel\" has 65 members; at most 64 happen at once");
        String tooMany = "{sequence: [" + "{pause: 1s},".repeat(600) + "]},";
        assertThat(problemsOf(NODES + tooMany.repeat(2) + "]"))
                .singleElement()
                .asString()
                .endsWith("a lab has at most 1000");
    }

    @Test
    void aNodeMayBeCalledSavedWhereNothingIsSaved() {
        String nodes = "nodes: {saved: {role: bare}}\nsteps: [{node: saved, run: 'x ${saved.name}'";
        assertThat(TopologyParser.parse("lab.yaml", nodes + "}]").steps().toString())
                .contains("x saved");
        assertThat(problemsOf(nodes + ", save: a}]"))
                .containsExactly(
                        "lab.yaml:2:53: step 1: \"save\" needs another name for the node \"saved\"");
    }

    @Test
    void ordersInWordsAreTheSameThereAndBack() {
        for (String words :
                List.of(
                        "link ap1 sta1 up loss=30% signal=-70",
                        "link ap1 sta1 down --one-way",
                        "link ap1 sta1 loss=0.125%",
                        "link ap1 sta1 loss=100%",
                        "power ap1 10",
                        "delay 20ms",
                        "reset")) {
            AirOrder order = AirOrders.parse(List.of(words.split(" ")));
            assertThat(AirOrders.text(order)).isEqualTo(words);
        }
        for (String words :
                List.of(
                        "",
                        "link",
                        "link a a up",
                        "power ap1",
                        "delay 11s",
                        "reset x",
                        "lnk a b")) {
            assertThatThrownBy(() -> AirOrders.parse(List.of(words.split(" "))))
                    .as(words)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> problemsOf(String text) {
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class, () -> TopologyParser.parse("lab.yaml", text));
        assertThat(e).as("no mistake found in: %s", text).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }
}
