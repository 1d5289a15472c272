package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.AirCounter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: 500 agents on one thread are all served, and those of them that do not read lose only
/// their own. Method: all talk to everybody, while five of them stopped reading after WELCOME.
@Timeout(120)
class AgentCrowdTest {
    private static final int CROWD = 500;
    private static final int STALLED = 5;
    private static final int ROUNDS = 4;

    @TempDir Path folder;

    @Test
    void everybodyIsServedButWhoDoesNotRead() {
        try (TestHost host = new TestHost()) {
            AgentDoor door = host.unix(folder.resolve("agents"), null, null);
            List<TestAgent> crowd = new ArrayList<>();
            for (int i = 1; i <= CROWD; i++) {
                TestAgent agent = host.connect(door, null);
                agent.sendsReceipts = i % 50 == 0;
                agent.key = TestAgent.BASE_KEY + ((long) i << 8);
                agent.hello("guest", i);
                host.await(() -> agent.welcome, "welcome");
                agent.address();
                crowd.add(agent);
            }
            host.settle();
            assertThat(host.agents.count()).isEqualTo(CROWD);
            List<TestAgent> stalled = crowd.subList(0, STALLED);
            List<TestAgent> lively = crowd.subList(STALLED, CROWD);
            host.all.removeAll(stalled);
            int sent = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                for (TestAgent agent : lively) {
                    agent.frame(MacAddress.BROADCAST, 200);
                    if (++sent % 50 == 0) {
                        host.turn();
                    }
                }
                int heard = (lively.size() - 1) * round;
                int answered = round;
                host.await(
                        () ->
                                lively.stream()
                                        .allMatch(a ->
                                                a.receptions == heard && a.statuses == answered),
                        "round " + round);
            }
            assertThat(host.counted(AirCounter.DROPPED_NO_BUFFER)).isPositive();
            assertThat(host.left).isEmpty();
            host.agents
                    .reports()
                    .forEach(report -> {
                        long ups = report.hops().get(Hop.MEDIUM).count();
                        boolean reads = !report.agent().name().matches("guest(-[2-5])?");
                        assertThat(ups).isEqualTo(reads ? ROUNDS : 0);
                    });
            stalled.forEach(TestAgent::close);
        }
    }
}
