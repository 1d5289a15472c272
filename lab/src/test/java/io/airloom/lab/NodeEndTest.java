package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.topology.TopologyParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: a guest that ends by itself fails the step that uses it, and nothing else. Method: a lab
/// on machines that are not there.
class NodeEndTest {
    private static final String NODES =
            """
            nodes:
              ap1:  {role: ap, address: 172.16.16.1/24, hostapd: {ssid: lab}}
              sta1: {role: station, address: 172.16.16.2/24, network: {ssid: lab}}
            steps:
            """;

    private final FakeMachines machines = new FakeMachines();

    private Lab lab(String steps) {
        return new Lab(
                TopologyParser.parse("lab.yaml", NODES + steps.indent(2)),
                LabOptions.standard(),
                LabListener.NONE,
                new LabParts(machines, new StepAir(), ProxyDesk.NONE, () -> {}));
    }

    private List<String> run(String steps) throws InterruptedException {
        try (Lab lab = lab(steps)) {
            lab.boot();
            lab.runSteps();
            return outcomes(lab);
        }
    }

    private List<String> failing(String steps, String message) throws InterruptedException {
        try (Lab lab = lab(steps)) {
            lab.boot();
            assertThatThrownBy(lab::runSteps)
                    .isInstanceOf(LabFailure.class)
                    .hasMessageContaining(message);
            return outcomes(lab);
        }
    }

    private static List<String> outcomes(Lab lab) {
        return lab.results().stream().map(r -> r.number() + " " + r.outcome()).toList();
    }

    @Test
    void aNodeThatHaltsInAStepFailsThatStep() throws Exception {
        machines.halts("sta1", "crash");
        String steps = "- {node: sta1, run: crash}\n- {node: ap1, run: iw dev}\n";
        assertThat(failing(steps, "step 1, sta1: \"crash\": sta1 has ended: its system halted"))
                .containsExactly("1 FAILED", "2 SKIPPED");
        assertThat(failing(steps, "{reboot: sta1})\n  | ")).hasSize(2);
        assertThat(failing(steps, "Kernel panic")).hasSize(2);
    }

    @Test
    void aNodeThatIsSilentInAStepFailsThatStep() throws Exception {
        machines.answer(
                "ap1",
                "iw dev",
                _ -> {
                    throw new EnvironmentException("ap1: the guest agent does not answer", "wait");
                });
        assertThat(failing("- {node: ap1, run: iw dev}", "ap1: the guest agent does not answer"))
                .containsExactly("1 FAILED");
    }

    @Test
    void aNodeThatHaltsWhenNoStepUsesItFailsNothingAndCanBeStartedAgain() throws Exception {
        machines.halts("sta1", "crash");
        machines.answer(
                "ap1",
                "while",
                _ -> {
                    assertThatThrownBy(() -> machines.result("sta1", "crash"))
                            .isInstanceOf(EnvironmentException.class);
                    return FakeMachines.result(0, "", false);
                });
        assertThat(run("- {node: ap1, run: while}")).containsExactly("1 PASSED");
        assertThat(run("- {node: ap1, run: while}\n- {reboot: sta1}\n- {node: sta1, run: iw dev}"))
                .containsExactly("1 PASSED", "2 PASSED", "3 PASSED");
    }
}
