package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.lab.StepResult;
import io.airloom.topology.AirOrder;
import io.airloom.topology.Labs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/// What a test says to nodes, links and frames.
class FluentTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(30);

    private FakeLab lab;
    private LabRun run;
    private Node ap;
    private Node sta;
    private Air air;

    @BeforeEach
    void open() throws Exception {
        lab =
                new FakeLab(
                        Labs.topology("pair")
                                .ap("ap", n -> n.address("10.0.0.1/24").hostapd("ssid", "lab"))
                                .station("sta", n -> n.network("ssid", "lab"))
                                .build());
        run = LabRun.of(() -> lab, FakeLab.SEATS.takeAnyway(0));
        run.begin(true);
        ap = run.handle().node("ap");
        sta = run.handle().node("sta");
        air = run.handle().air();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private List<String> titles() {
        return run.steps().stream().map(StepResult::title).toList();
    }

    @Test
    void whatACommandShouldHaveDone() {
        CommandOutput output = sta.exec("ping -c 3 ap");
        output.expectSuccess()
                .expectExit(0)
                .expect("ping")
                .expectNot("pong")
                .expectMatch("^ran ping.*ap$");
        assertThat(output.toString()).isEqualTo("ran ping -c 3 ap\n");
        assertThat(sta.exec("exit 7").expectFailure().exitCode()).isEqualTo(7);

        assertThatThrownBy(() -> output.expect("a\u001b[2J"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        "sta: ping -c 3 ap: its output does not contain \"a\\x1b[2J\"\n"
                                + "  | ran ping -c 3 ap");
        assertThatThrownBy(() -> output.expectNot("ran")).hasMessageContaining("contains \"ran\"");
        assertThatThrownBy(() -> output.expectMatch("^x"))
                .hasMessageContaining("no match of \"^x\"");
        assertThatThrownBy(output::expectFailure).hasMessageContaining("expected to fail");
        assertThatThrownBy(() -> sta.exec("exit 7").expectSuccess())
                .hasMessageMatching("(?s)sta: exit 7: exit code 7 after .* s, not 0\n.*");
        assertThatThrownBy(() -> sta.exec("exit 124").expectExit(124))
                .hasMessageContaining("not done in time");
    }

    @Test
    void whatGuestsWriteIsShownSafelyAndInPart() {
        assertThatThrownBy(() -> sta.exec("\u001b]0;x\u0007").expect("never"))
                .hasMessageContaining("| ran \\x1b]0;x\\x07");
        String lines = "line\n".repeat(50) + "x".repeat(1000);
        assertThatThrownBy(() -> sta.exec(lines).expect("never"))
                .hasMessageContaining("… 31 lines before")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(6000));
    }

    @Test
    void theReportSaysWhichCommandWasNotAsExpected() {
        sta.exec("one").expectSuccess();
        assertThatThrownBy(() -> sta.exec("two").expect("three"));
        assertThat(run.steps())
                .extracting(StepResult::outcome)
                .containsExactly(StepResult.Outcome.PASSED, StepResult.Outcome.FAILED);
        assertThat(run.steps().get(1).failure()).contains("does not contain \"three\"");
        assertThat(run.steps().get(1).output()).isEqualTo("ran two\n");
    }

    @Test
    void ordersToTheAir() {
        air.link(ap, sta).loss(0.3).signal(-70).down().up();
        air.link("sta", "ap").oneWay().loss(1);
        air.delay(Duration.ofMillis(20)).power(ap, 3).reset();
        assertThat(lab.done)
                .containsExactly(
                        new AirOrder.Link("ap", "sta", true, null, 0.3, null).toString(),
                        new AirOrder.Link("ap", "sta", true, null, null, -70).toString(),
                        new AirOrder.Link("ap", "sta", true, false, null, null).toString(),
                        new AirOrder.Link("ap", "sta", true, true, null, null).toString(),
                        new AirOrder.Link("sta", "ap", false, null, 1.0, null).toString(),
                        new AirOrder.Delay(Duration.ofMillis(20)).toString(),
                        new AirOrder.Power("ap", 3).toString(),
                        "Reset[]");
        assertThat(titles())
                .startsWith("air: ap ↔ sta loss 30.0 %", "air: ap ↔ sta signal -70 dBm")
                .contains("air: sta → ap loss 100.0 %", "air: power ap 3 dBm");
        assertThatThrownBy(() -> air.link(ap, sta).loss(30)).hasMessage("loss=30.0 is not 0 … 1");
        assertThatThrownBy(() -> air.link(ap, sta).signal(3)).hasMessageContaining("signal=3");
        assertThatThrownBy(() -> air.link("ap", "stb"))
                .hasMessageContaining("did you mean \"sta\"?");
    }

    @Test
    void waitingForNodes() {
        sta.awaitAssociated().awaitDisconnected().awaitPing(ap, LONG);
        ap.awaitLog("AP-ENABLED", LONG);
        ap.reboot().kill();
        assertThat(lab.done)
                .containsExactly(
                        "sta wait: associated",
                        "sta wait: disconnected",
                        "sta wait: ping ap",
                        "ap wait: log AP-ENABLED",
                        "restart ap",
                        "kill ap");
        assertThatThrownBy(() -> ap.awaitLog("never", SHORT))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("ap: no such line\n  | the last line");
        assertThatThrownBy(ap::awaitAssociated)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("node ap never is associated: its role is ap");
        assertThatThrownBy(() -> sta.address()).hasMessageContaining("sta has no address");
    }

    @Test
    void framesSinceTheMethodBegan() throws Exception {
        lab.emit("sta");
        lab.emit("ap");
        assertThat(air.frames().filter("node==ap").await(1, LONG)).hasSize(1);
        assertThatThrownBy(() -> air.frames().filter("node==stb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no node \"stb\", did you mean sta?");
        Frames all = air.frames().filter(frame -> true);
        assertThat(all.await(2, LONG)).extracting(f -> f.node()).containsExactly("sta", "ap");
        assertThat(all.list()).hasSize(2);

        Frames later = air.frames().filter("node==ap").fromNow();
        assertThat(later.list()).isEmpty();
        lab.emit("ap");
        assertThat(later.await(1, LONG)).hasSize(1);

        run.end();
        run.begin(false);
        assertThat(air.frames().list()).isEmpty();
        assertThat(later.filter("node==sta").list()).isEmpty();
    }

    @Test
    void framesThatDoNotComeAreMissedInWords() {
        assertThatThrownBy(() -> air.frames().filter("node==ap").await(2, SHORT))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(
                        "frames node==ap: 0 instead of 2 within 0.03 s\n"
                                + "  there were no frames at all");
        lab.emit("sta\u001b[31m");
        air.frames().await(1, LONG);
        assertThatThrownBy(() -> air.frames().filter("node==ap").await(1, SHORT))
                .hasMessageContaining("the last frames:\n  | ")
                .hasMessageNotContaining("\u001b");
        assertThatThrownBy(() -> air.frames().filter("nod==ap"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node");
    }

    @Test
    void framesThatShouldNotCome() {
        air.frames().filter("node==ap").expectNone(SHORT);
        lab.emit("ap");
        assertThatThrownBy(() -> air.frames().filter("node==ap").expectNone(LONG))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("there was one, and should be none");
    }

    @Test
    void onlySoManyFramesAreRemembered() throws Exception {
        int more = 10;
        for (int i = 0; i < FrameMemory.MAX_FRAMES + more; i++) {
            lab.emit("ap");
        }
        assertThat(
                        run.memory()
                                .await(
                                        FrameMemory.MAX_FRAMES + more - 1,
                                        System.nanoTime() + LONG.toNanos()))
                .isTrue();
        assertThat(air.frames().list()).hasSize(FrameMemory.MAX_FRAMES);
        assertThat(run.memory().missing(0)).isEqualTo(more);
        assertThatThrownBy(() -> air.frames().filter("node==sta").await(1, SHORT))
                .hasMessageContaining("(10 earlier frames are forgotten)");
    }

    @Test
    void aWaitForFramesEndsWhenTheLabDoes() {
        Thread closer = Thread.ofVirtual().start(lab::close);
        assertThatThrownBy(() -> air.frames().await(1, Duration.ofMinutes(5)))
                .isInstanceOf(AssertionFailedError.class);
        assertThat(closer).isNotNull();
    }

    @Test
    void theStepsOfTheTopologyAreOneCall() {
        run.handle().runSteps();
        assertThat(lab.done).containsExactly("steps");
        assertThat(titles()).containsExactly("steps of the topology");
    }
}
