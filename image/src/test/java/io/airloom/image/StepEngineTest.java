package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepEngineTest {
    @TempDir Path folder;

    private Cache cache;
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeCache() {
        cache = Cache.in(folder.resolve("cache"));
    }

    private Step step(String name, Map<String, String> inputs, String... needs) {
        return new Step(
                name,
                List.of(needs),
                new TreeMap<>(inputs),
                context -> {
                    ran.add(name);
                    StringBuilder text = new StringBuilder(name + inputs);
                    for (String need : needs) {
                        text.append('<')
                                .append(Files.readString(context.result(need).resolve("out")))
                                .append('>');
                    }
                    Files.writeString(context.folder().resolve("out"), text);
                });
    }

    private Step step(String name, String... needs) {
        return step(name, Map.of(), needs);
    }

    private static Step step(String name, Step.Action action, String... needs) {
        return new Step(name, List.of(needs), new TreeMap<>(), action);
    }

    private StepEngine engine(Step... steps) {
        return engine(new StepPlan(List.of(steps)), Progress.SILENT);
    }

    private StepEngine engine(StepPlan plan, Progress progress) {
        return new StepEngine(cache, progress, plan, name -> "again --step " + name);
    }

    private static String out(Path result) throws IOException {
        return Files.readString(result.resolve("out"));
    }

    @Test
    void eachStepRunsAfterThoseThatItNeedsAndOnce() throws IOException {
        StepEngine engine =
                engine(step("image", "b", "c"), step("c", "a"), step("b", "a"), step("a"));
        assertThat(out(engine.run("image"))).isEqualTo("image{}<b{}<a{}>><c{}<a{}>>");
        assertThat(ran).hasSize(4).startsWith("a").endsWith("image");
        ran.clear();
        engine.run("image");
        assertThat(ran).isEmpty();
    }

    @Test
    void onlyWhatNeedsAChangedInputRunsAgain() throws IOException {
        engine(step("a"), step("b", Map.of("flag", "1")), step("image", "a", "b")).run("image");
        ran.clear();
        Path again =
                engine(step("a"), step("b", Map.of("flag", "2")), step("image", "a", "b"))
                        .run("image");
        assertThat(ran).containsExactly("b", "image");
        assertThat(out(again)).contains("flag=2");
    }

    @Test
    void whatAWholeResultWasMadeFromIsNotLookedFor() throws IOException {
        StepPlan plan = new StepPlan(List.of(step("a"), step("image", "a")));
        engine(plan, Progress.SILENT).run("image");
        Cache.removeTree(cache.root().resolve(plan.entryName("a")));
        ran.clear();
        engine(plan, Progress.SILENT).run("image");
        assertThat(ran).isEmpty();
    }

    @Test
    void twoIndependentStepsRunAtOnceAndAThirdWaits() {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Step.Action meet =
                context -> {
                    Files.writeString(context.folder().resolve("out"), "met");
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    both.countDown();
                    try {
                        assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    running.decrementAndGet();
                };
        engine(step("a", meet), step("b", meet), step("c", meet), step("image", "a", "b", "c"))
                .run("image");
        assertThat(most).hasValue(2);
    }

    @Test
    void aFailedStepKeepsItsFolderAndLogAndSaysHowToRunItAgain() throws IOException {
        StepPlan plan =
                new StepPlan(
                        List.of(
                                step("a"),
                                step(
                                        "hello:build",
                                        context -> {
                                            Files.writeString(
                                                    context.work().resolve("half"), "done");
                                            Files.writeString(
                                                    context.folder().resolve("out"), "half");
                                            Files.writeString(
                                                    context.log(),
                                                    "x\n".repeat(500)
                                                            + "hello.c:1: no \033[31m;\n");
                                            throw new EnvironmentException(
                                                    "make ended with code 2", "mend the source");
                                        },
                                        "a"),
                                step("image", "hello:build")));
        EnvironmentException problem =
                catchThrowableOfType(
                        EnvironmentException.class,
                        () -> engine(plan, Progress.SILENT).run("image"));
        Path work = cache.root().resolve(plan.entryName("hello:build") + ".work");
        assertThat(problem)
                .hasMessageStartingWith("step hello:build failed: make ended with code 2\n")
                .hasMessageContaining("hello.c:1: no \\x1b[31m;")
                .hasMessageContaining("The whole log: " + work.resolve("log"));
        assertThat(problem.getMessage().lines().count()).isLessThan(20);
        assertThat(problem.remedy())
                .startsWith("mend the source")
                .endsWith("again --step hello:build");
        assertThat(work.resolve("half")).exists();
        assertThat(cache.root().resolve(plan.entryName("hello:build"))).doesNotExist();
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aFailureInterruptsTheOtherStepAndBeginsNothingElse() {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        Step slow =
                step(
                        "slow",
                        (Step.Action)
                                _ -> {
                                    waiting.countDown();
                                    try {
                                        Thread.sleep(60_000);
                                    } catch (InterruptedException e) {
                                        interrupted.incrementAndGet();
                                        throw new IOException(e);
                                    }
                                });
        Step bad =
                step(
                        "bad",
                        (Step.Action)
                                _ -> {
                                    try {
                                        waiting.await();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                    throw new IOException("no room");
                                });
        assertThatThrownBy(() ->
                        engine(slow, bad, step("later", "slow"), step("image", "later", "bad"))
                                .run("image"))
                .hasMessageContaining("step bad failed: no room");
        assertThat(interrupted).hasValue(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void aTryGoesOnWithWhatTheOneBeforeHasLeft() {
        AtomicInteger tries = new AtomicInteger();
        StepEngine engine =
                engine(
                        step(
                                "image",
                                (Step.Action)
                                        context -> {
                                            Path left = context.work().resolve("left");
                                            if (tries.incrementAndGet() == 1) {
                                                Files.writeString(left, "half");
                                                throw new IOException("stop");
                                            }
                                            Files.copy(left, context.folder().resolve("out"));
                                        }));
        assertThatThrownBy(() -> engine.run("image")).hasMessageContaining("stop");
        assertThat(engine.run("image").resolve("out")).hasContent("half");
    }

    @Test
    void aDamagedResultIsMadeAgain() throws IOException {
        StepPlan plan = new StepPlan(List.of(step("a"), step("image", "a")));
        Path result = engine(plan, Progress.SILENT).run("image");
        Files.writeString(result.resolve("out"), "damaged");
        ran.clear();
        NotingProgress notes = new NotingProgress(new ArrayList<>());
        assertThat(out(engine(plan, notes).run("image"))).isEqualTo("image{}<a{}>");
        assertThat(ran).containsExactly("image");
        assertThat(notes.said()).anyMatch(note -> note.contains("is broken"));
    }

    @Test
    void oneStepRunsAgainWhenItsResultIsForgotten() {
        StepEngine engine = engine(step("a"), step("b", "a"), step("image", "b"));
        engine.run("image");
        ran.clear();
        engine.forgetResult("b");
        engine.run("b");
        assertThat(ran).containsExactly("b");
        engine.forgetAll();
        engine.run("image");
        assertThat(ran).containsExactly("b", "a", "b", "image");
    }

    @Test
    void aStepSeesOnlyTheResultsThatItNeeds() {
        Step curious = step("image", (Step.Action) context -> context.result("a"));
        assertThatThrownBy(() -> engine(step("a"), curious).run("image"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plansThatCannotBeRunAreRefused() {
        assertThatThrownBy(() -> engine(step("a"), step("a"))).hasMessage("two steps a");
        assertThatThrownBy(() -> engine(step("a", "b"))).hasMessage("a needs b");
        assertThatThrownBy(() -> engine(step("a", "b"), step("b", "a")))
                .hasMessageContaining("need each other");
    }

    @Test
    void anExplanationNamesWhatHasChanged() {
        StepPlan first =
                new StepPlan(
                        List.of(
                                step("a", Map.of("file hello.c", "1", "mode", "clean")),
                                step("b"),
                                step("image", "a", "b")));
        StepLedger ledger = StepLedger.open(cache, "test");
        assertThat(explain(first, ledger))
                .containsExactly(
                        "a TO_DO not built before",
                        "b TO_DO not built before",
                        "image TO_DO not built before");
        engine(first, Progress.SILENT).run("image");
        ledger.note(first, first.names());
        assertThat(explain(first, StepLedger.open(cache, "test")))
                .containsExactly("a CACHED ", "b CACHED ", "image CACHED ");
        StepPlan second =
                new StepPlan(
                        List.of(
                                step("a", Map.of("file hello.c", "2", "file new.c", "1")),
                                step("b"),
                                step("image", "a", "b")));
        assertThat(explain(second, StepLedger.open(cache, "test")))
                .containsExactly(
                        "a TO_DO file hello.c changed from \"1\" to \"2\"; file new.c is new;"
                                + " mode is gone",
                        "b CACHED ",
                        "image TO_DO step a changed");
        engine(first, Progress.SILENT).forgetResult("image");
        assertThat(explain(first, StepLedger.open(cache, "test")))
                .contains("image TO_DO nothing changed, but its result is gone or broken");
    }

    private List<String> explain(StepPlan plan, StepLedger ledger) {
        return StepExplanation.of(plan, engine(plan, Progress.SILENT), ledger, "image").stream()
                .map(line -> line.step() + " " + line.state() + " " + line.reason())
                .toList();
    }
}
