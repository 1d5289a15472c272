package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.airloom.topology.Labs;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/// When labs begin and end, and what is whose.
class LifecycleTest {
    @TempDir Path folder;

    private static List<FakeLab> labs() {
        return FakeLab.Source.OPENED;
    }

    private static void allPass(EngineExecutionResults results, int tests) {
        results.testEvents().assertStatistics(s -> s.succeeded(tests).started(tests));
        results.containerEvents().assertStatistics(s -> s.failed(0));
    }

    @WifiLab("pair.yaml")
    static class PerClassCase {
        @InLab static Air air;
        @InLab Node ap;

        @InLab("sta-1")
        private Node station;

        private final LabHandle given;

        PerClassCase(LabHandle lab) {
            given = lab;
        }

        @BeforeAll
        static void all(Node ap, LabHandle lab) {
            assertThat(ap).isSameAs(lab.node("ap"));
            assertThat(air).isSameAs(lab.air());
            ap.exec("prepare");
        }

        @BeforeEach
        void each(Node sta1) {
            assertThat(sta1).isSameAs(station);
        }

        @Test
        void one(Node ap, @InLab("sta-1") Node other, Air air, LabHandle lab) {
            assertThat(ap).isSameAs(this.ap);
            assertThat(other).isSameAs(station);
            assertThat(lab).isSameAs(given);
            assertThat(air).isSameAs(PerClassCase.air);
            assertThat(ap.address()).isEqualTo("172.16.16.1");
            ap.exec("one");
        }

        @Test
        void two() {
            ap.exec("two");
        }
    }

    @Test
    void aClassHasOneLabForAllItsMethodsAndTheAirIsNewForEach() {
        allPass(new Kit(folder).run(PerClassCase.class), 2);
        assertThat(labs()).hasSize(1);
        List<String> done = labs().getFirst().done;
        assertThat(done).startsWith("boot", "exec ap prepare").endsWith("Reset[]", "close");
        assertThat(done).contains("exec ap one", "exec ap two").hasSize(7);
        assertThat(done.indexOf("Reset[]")).isEqualTo(3);
    }

    static class PerMethodCase {
        @Test
        @WifiLab("pair.yaml")
        void one(Node ap) {
            ap.exec("one");
        }

        @Test
        @WifiLab(value = "pair.yaml", set = "word=other")
        void two(Node ap, LabHandle lab) {
            assertThat(lab.topology().variables()).containsEntry("word", "other");
        }

        @Test
        void without() {}
    }

    @Test
    void anAnnotationOnAMethodIsForThatMethod() {
        allPass(new Kit(folder).run(PerMethodCase.class), 3);
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
    }

    @WifiLab(value = "pair.yaml", perMethod = true)
    static class EachCase {
        @InLab Node ap;

        @Test
        void one() {
            ap.exec("one");
        }

        @Nested
        class Inner {
            @Test
            void two(Node sta1) {
                assertThat(ap.exec("two").expectSuccess().output()).isEqualTo("ran two\n");
            }
        }
    }

    @Test
    void aClassMaySayThatEachMethodHasALabOfItsOwn() {
        allPass(new Kit(folder).run(EachCase.class), 2);
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
    }

    @WifiLab("pair.yaml")
    static class OuterCase {
        @InLab Node ap;

        @Test
        void outside() {}

        @Nested
        class Inner {
            @InLab Air air;

            @Test
            void inside(Node sta1) {
                assertThat(ap).isNotNull();
                assertThat(air).isNotNull();
            }
        }
    }

    @Test
    void nestedClassesAreInTheLabOfTheClassAroundThem() {
        allPass(new Kit(folder).run(OuterCase.class), 2);
        assertThat(labs()).hasSize(1).allMatch(FakeLab::isClosed);
    }

    @WifiLab(method = "pair")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class JavaCase {
        @InLab Node ap;

        static Topology pair() {
            return Labs.topology("java").bare("ap", n -> n.engine("uml")).build();
        }

        @BeforeAll
        void all() {
            ap.exec("all");
        }

        @Test
        void one() {
            ap.exec("one");
        }
    }

    static class InheritingCase extends JavaCase {}

    @Test
    void topologiesComeFromMethodsAndAnnotationsAreInherited() {
        allPass(new Kit(folder).run(JavaCase.class, InheritingCase.class), 2);
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
        assertThat(labs().getFirst().done).contains("exec ap all", "exec ap one");
    }

    @WifiLab(value = "pair.yaml", reuse = true)
    static class FirstCase {
        @Test
        void one(Node ap) {
            ap.kill();
        }
    }

    @WifiLab(value = "pair.yaml", reuse = true)
    static class SecondCase {
        @Test
        void two(Node ap) {
            ap.exec("two");
        }
    }

    @WifiLab(value = "pair.yaml", reuse = true, set = "word=other")
    static class OtherCase {
        @Test
        void three(Node ap) {
            ap.exec("three");
        }
    }

    @WifiLab(value = "pair.yaml", reuse = true)
    static class FailingCase {
        @Test
        void fails() {
            fail("on purpose");
        }
    }

    @Test
    void aLabGoesOnToTheNextClassWithTheSameTopology() {
        allPass(new Kit(folder).run(FirstCase.class, SecondCase.class, OtherCase.class), 3);
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
        assertThat(labs().getFirst().done)
                .containsExactly(
                        "boot",
                        "kill ap",
                        "Reset[]",
                        "restart ap",
                        "exec ap two",
                        "Reset[]",
                        "close");
    }

    @Test
    void aLabInWhichATestHasFailedGoesOnToNobody() {
        new Kit(folder)
                .run(FailingCase.class, SecondCase.class)
                .testEvents()
                .assertStatistics(s -> s.succeeded(1).failed(1));
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
    }

    @WifiLab("pair.yaml")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class DeadNodeCase {
        @Test
        @Order(1)
        void kills(Node ap) {
            ap.kill();
        }

        @Test
        @Order(2)
        void findsItAlive(LabHandle lab) {
            assertThat(lab.live().nodes()).allMatch(node -> node.alive());
        }
    }

    @Test
    void machinesThatHaveEndedAreStartedForTheNextMethod() {
        allPass(new Kit(folder).run(DeadNodeCase.class), 2);
    }

    @WifiLab(method = "mortal")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class MortalCase {
        static Topology mortal() {
            return Labs.topology("mortal").bare("a", n -> n.radios(1)).build();
        }

        @Test
        @Order(1)
        void kills(Node a) {
            a.kill();
        }

        @Test
        @Order(2)
        void isNotBegun() {}

        @Test
        @Order(3)
        void isNotBegunEither() {}
    }

    @Test
    @Timeout(60)
    void aMachineThatDoesNotComeUpFailsTheMethodsAndHoldsNobodyUp() {
        new Kit(folder)
                .run(MortalCase.class)
                .testEvents()
                .assertStatistics(s -> s.succeeded(1).failed(2));
        assertThat(labs()).hasSize(1).allMatch(FakeLab::isClosed);
    }

    @WifiLab(value = "pair.yaml", perMethod = true, reuse = true)
    static class EachReusedCase {
        @Test
        void one(Node ap, Air air) {
            ap.exec("send ap");
            assertThat(air.frames().await(1, Duration.ofSeconds(20))).hasSize(1);
        }

        @Test
        void two(Node ap, Air air) {
            ap.exec("send ap");
            assertThat(air.frames().await(1, Duration.ofSeconds(20))).hasSize(1);
        }
    }

    @Test
    void aLabThatGoesOnToTheNextMethodKnowsNothingOfTheLast() {
        allPass(new Kit(folder).run(EachReusedCase.class), 2);
        assertThat(labs()).hasSize(1).allMatch(FakeLab::isClosed);
    }

    @WifiLab(value = "pair.yaml", reuse = true)
    static class ParallelCase {
        /// Both classes are in a test at the same time.
        static final CountDownLatch BOTH = new CountDownLatch(2);

        static final AtomicInteger NOW = new AtomicInteger();
        static final List<String> OVERLAPS = new CopyOnWriteArrayList<>();

        @Test
        void meets(LabHandle lab) throws Exception {
            BOTH.countDown();
            assertThat(BOTH.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @WifiLab(value = "pair.yaml", reuse = true)
    static class OtherParallelCase extends ParallelCase {}

    @WifiLab("pair.yaml")
    static class ParallelMethodsCase {
        @Test
        void one() throws Exception {
            alone();
        }

        @Test
        void two() throws Exception {
            alone();
        }

        @Test
        void three() throws Exception {
            alone();
        }

        private static void alone() throws Exception {
            if (ParallelCase.NOW.incrementAndGet() > 1) {
                ParallelCase.OVERLAPS.add(Thread.currentThread().getName());
            }
            TimeUnit.MILLISECONDS.sleep(30);
            ParallelCase.NOW.decrementAndGet();
        }
    }

    private Kit parallel() {
        return new Kit(folder)
                .with("junit.jupiter.execution.parallel.enabled", "true")
                .with("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .with("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
    }

    @Test
    void classesInParallelHaveLabsOfTheirOwn() {
        allPass(parallel().run(ParallelCase.class, OtherParallelCase.class), 2);
        assertThat(labs()).hasSize(2).allMatch(FakeLab::isClosed);
    }

    @Test
    void methodsOfOneLabRunOneAfterTheOther() {
        allPass(parallel().run(ParallelMethodsCase.class), 3);
        assertThat(labs()).hasSize(1);
        assertThat(ParallelCase.OVERLAPS).isEmpty();
    }

    @Test
    void theEngineCanBeChosenForAllLabs() {
        new Kit(folder).with("airloom.engine", "qemu").run(PerClassCase.class);
        assertThat(labs().getFirst().done).contains("engine qemu");
    }
}
