package io.airloom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.airloom.topology.Labs;
import io.airloom.topology.Topology;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.Event;

/// What somebody reads in an IDE who has made a mistake.
class MistakesTest {
    @TempDir Path folder;

    private void fails(Class<?> type, String... parts) {
        List<Event> failed = new Kit(folder).run(type).allEvents().failed().list();
        assertThat(failed).hasSize(1);
        Condition<Event> says =
                finishedWithFailure(
                        message(text -> {
                            assertThat(text).contains(parts);
                            return true;
                        }));
        assertThat(failed.getFirst()).is(says);
        assertThat(FakeLab.Source.OPENED).allMatch(FakeLab::isClosed);
    }

    @WifiLab
    static class NothingCase {
        @Test
        void test() {}
    }

    @WifiLab(value = "pair.yaml", method = "pair")
    static class BothCase {
        @Test
        void test() {}
    }

    @WifiLab("piar.yaml")
    static class FileCase {
        @Test
        void test() {}
    }

    @WifiLab(method = "piar")
    static class MethodCase {
        static Topology pair() {
            return Labs.topology("a").bare("a", n -> n.radios(1)).build();
        }

        @Test
        void test() {}
    }

    @WifiLab(method = "wrong")
    static class JavaCase {
        static Topology wrong() {
            return Labs.topology("a").bare("a", n -> n.with("adress", "1")).build();
        }

        @Test
        void test() {}
    }

    @WifiLab(value = "pair.yaml", set = "world=other")
    static class VariableCase {
        @Test
        void test() {}
    }

    @Test
    void whichTopology() {
        fails(NothingCase.class, "NothingCase names no topology: say @WifiLab(\"FILE.yaml\")");
        fails(BothCase.class, "names both a file and a method");
        fails(
                FileCase.class,
                "\"piar.yaml\", which is neither on the class path (io/airloom/junit/piar.yaml,",
                "nor a file in " + Path.of("").toAbsolutePath());
        fails(MethodCase.class, "there is no static Topology piar(), did you mean \"pair\"?");
        fails(JavaCase.class, "unknown key \"adress\", did you mean \"address\"?");
        fails(VariableCase.class, "pair.yaml:1:1: has no variable \"world\"");
    }

    @WifiLab("pair.yaml")
    static class ParameterCase {
        @Test
        void test(Node sta2) {}
    }

    @WifiLab("pair.yaml")
    static class FieldCase {
        @InLab Node app;

        @Test
        void test() {}
    }

    @WifiLab("pair.yaml")
    static class TypeCase {
        @InLab String ap;

        @Test
        void test() {}
    }

    @WifiLab("pair.yaml")
    static class FinalCase {
        @InLab final Node ap = null;

        @Test
        void test() {}
    }

    @WifiLab(value = "pair.yaml", perMethod = true)
    static class StaticCase {
        @InLab static Node ap;

        @Test
        void test() {}
    }

    @WifiLab(value = "pair.yaml", perMethod = true)
    static class ConstructorCase {
        ConstructorCase(Node ap) {}

        @Test
        void test() {}
    }

    @Test
    void whichNode() {
        fails(ParameterCase.class, "lab pair has no node \"sta2\"; known: ap, sta-1");
        fails(FieldCase.class, "field app of", "has no node \"app\", did you mean \"ap\"?");
        fails(TypeCase.class, "field ap of", "is no Node, Air or LabHandle");
        fails(FinalCase.class, "field ap of", "is final");
        fails(StaticCase.class, "field ap of", "is static, but each method has a lab of its own");
        fails(ConstructorCase.class, "there is no lab yet for parameter ap of");
    }

    @Test
    void namesOfParametersThatAreNotThere() throws Exception {
        Method method = withoutParameterNames();
        LabRun run = LabRun.of(() -> new FakeLab(MethodCase.pair()), FakeLab.SEATS.takeAnyway(0));
        try {
            assertThat(
                            org.assertj.core.api.Assertions.catchThrowableOfType(
                                    ParameterResolutionException.class,
                                    () ->
                                            Injection.parameter(
                                                    method.getParameters()[0], run.handle())))
                    .hasMessageContaining("Compile tests with -parameters, or say @InLab(\"a\")");
        } finally {
            run.close();
        }
    }

    private Method withoutParameterNames() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String text = "package t; class T { void t(io.airloom.junit.Node ap) {} }";
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///t/T.java"), javax.tools.JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"));
        assertThat(compiler.getTask(null, null, null, options, null, List.of(source)).call())
                .isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, Node.class.getClassLoader())) {
            return loader.loadClass("t.T").getDeclaredMethods()[0];
        }
    }

    @WifiLab(method = "broken")
    static class BrokenCase {
        static Topology broken() {
            return Labs.topology("broken").bare("a", n -> n.radios(1)).build();
        }

        @Test
        void test() {}
    }

    @WifiLab(method = "failing")
    static class NotUpCase {
        static Topology failing() {
            return Labs.topology("failing").bare("a", n -> n.radios(1)).build();
        }

        @Test
        void test() {}
    }

    @Test
    void aLabThatDoesNotBootSaysWhyAndWhatToDo() {
        fails(BrokenCase.class, "there is no QEMU", "→ install one");
        fails(NotUpCase.class, "node \"ap\" did not come up", "| no \\x1b[31mchannel");
        assertThat(folder.resolve("kept"))
                .isDirectoryRecursivelyContaining("glob:**/" + Keeper.PAGE);
    }

    @Test
    void anEngineThatIsNone() {
        List<Event> failed =
                new Kit(folder)
                        .with("airloom.engine", "qmu")
                        .run(FieldCase.class)
                        .allEvents()
                        .failed()
                        .list();
        assertThat(failed.toString()).contains("airloom.engine", "did you mean \"qemu\"?");
    }
}
