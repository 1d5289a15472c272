package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirWatcher.End;
import io.airloom.topology.TopologyParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a lab keeps its nodes on the air, on machines and an air that are not there.
@Timeout(60)
class ReconnectionTest {
    private final FakeMachines machines = new FakeMachines();
    private final List<LabEvent> events = new CopyOnWriteArrayList<>();
    private Lab lab;
    private Reconnection reconnection;

    @BeforeEach
    void boot() throws InterruptedException {
        lab =
                new Lab(
                        TopologyParser.parse("lab.yaml", "name: x\nnodes:\n  a: {role: bare}\n"),
                        LabOptions.standard(),
                        events::add,
                        new LabParts(machines, new SilentAir(), ProxyDesk.NONE, () -> {}));
        lab.boot();
        reconnection = new Reconnection(lab, Duration.ofMillis(1));
        machines.onReplug = node -> reconnection.ready(node);
        reconnection.ready("a");
        events.clear();
    }

    @AfterEach
    void end() {
        reconnection.close();
        lab.close();
    }

    private void awaitEvents(Class<?>... kinds) throws Exception {
        Poll.until("events", () -> events.size() >= kinds.length);
        List<Class<?>> seen = new ArrayList<>();
        events.forEach(event -> seen.add(event.getClass()));
        assertThat(seen).isEqualTo(List.of(kinds));
    }

    @Test
    void aNodeThatLostItsAirIsPluggedInAgain() throws Exception {
        reconnection.ended("a", End.BY_AIR, "the medium has died");
        awaitEvents(LabEvent.OffAir.class, LabEvent.BackOnAir.class);
        assertThat(events.getFirst()).isEqualTo(new LabEvent.OffAir("a", "the medium has died"));
        assertThat(machines.replugs).hasValue(1);
    }

    @Test
    void aNodeWhoseMachineHasEndedIsOnlyTold() throws Exception {
        lab.machine("a").close();
        reconnection.ended("a", End.BY_MACHINE, "gone");
        awaitEvents(LabEvent.MachineEnded.class);
        assertThat(machines.replugs).hasValue(0);
    }

    @Test
    void aReplugThatFailsIsTriedAgain() throws Exception {
        machines.onReplug =
                node -> {
                    if (machines.replugs.get() < 4) {
                        throw new EnvironmentException("no answer", "wait");
                    }
                    reconnection.ready(node);
                };
        reconnection.ended("a", End.BY_AIR, "gone");
        awaitEvents(LabEvent.OffAir.class, LabEvent.BackOnAir.class);
        assertThat(machines.replugs).hasValue(4);
    }

    @Test
    void aNodeThatBreaksTheRulesAgainAndAgainIsGivenUp() throws Exception {
        machines.onReplug = node -> reconnection.ended(node, End.BY_VIOLATION, "QUEUE_SIZE: 3");
        reconnection.ended("a", End.BY_VIOLATION, "QUEUE_SIZE: 3");
        awaitEvents(LabEvent.OffAir.class, LabEvent.GivenUp.class);
        assertThat(machines.replugs).hasValue(5);
    }

    @Test
    void aMachineThatCannotReplugIsGivenUpAtOnce() throws Exception {
        machines.canReplug = false;
        reconnection.ended("a", End.BY_AIR, "gone");
        awaitEvents(LabEvent.OffAir.class, LabEvent.GivenUp.class);
        assertThat(machines.replugs).hasValue(0);
    }

    @Test
    void aConnectionThatEndsRightAfterAReplugIsRestoredAgain() throws Exception {
        machines.onReplug =
                node -> {
                    reconnection.ready(node);
                    if (machines.replugs.get() < 5) {
                        reconnection.ended(node, End.BY_AIR, "again");
                    }
                };
        reconnection.ended("a", End.BY_AIR, "gone");
        Poll.until("replugs", () -> machines.replugs.get() == 5);
        Poll.until("quiet", () -> events.getLast() instanceof LabEvent.BackOnAir);
    }

    @Test
    void aMachineThatNeverHadItsDriverIsLeftToWhoeverBootsIt() throws Exception {
        reconnection.forget("a");
        reconnection.ended("a", End.BY_MACHINE, "restarted");
        reconnection.ready("a");
        reconnection.ended("a", End.BY_AIR, "gone");
        awaitEvents(LabEvent.OffAir.class, LabEvent.BackOnAir.class);
        assertThat(events.getFirst()).isEqualTo(new LabEvent.OffAir("a", "gone"));
    }

    @Test
    void nothingIsRestoredOnceClosed() {
        reconnection.close();
        reconnection.ended("a", End.BY_AIR, "gone");
        assertThat(events).isEmpty();
        assertThat(machines.replugs).hasValue(0);
    }
}
