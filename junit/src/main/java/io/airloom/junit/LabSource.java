package io.airloom.junit;

import io.airloom.image.Suggestion;
import io.airloom.lab.Lab;
import io.airloom.lab.LabListener;
import io.airloom.lab.LabOptions;
import io.airloom.lab.LabReport;
import io.airloom.lab.LiveLab;
import io.airloom.topology.AirSpec;
import io.airloom.topology.Engine;
import io.airloom.topology.Step;
import io.airloom.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// Where labs come from.
@FunctionalInterface
interface LabSource {
    /// The configuration parameter (or system property) that chooses what runs machines whose nodes
    /// do not say.
    String ENGINE = "airloom.engine";

    /// The one with another seed of the labs' air than their topology or annotation says.
    String SEED = "airloom.seed";

    /// Opens a lab that is to be booted.
    ///
    /// @param engine what runs the machines of nodes that do not say; null leaves it to the
    ///   topology
    TestLab open(Topology topology, @Nullable Engine engine);

    /// Labs of real machines.
    LabSource REAL =
            (topology, engine) -> {
                NativeAccess.check();
                LabOptions options =
                        LabOptions.standard()
                                .withEngine(engine)
                                .withProgress(new LoggedProgress())
                                .withProgram(OwnProgram.command());
                return new RealLab(Lab.open(topology, options, LabListener.NONE));
            };

    /// The engine of a word.
    ///
    /// @throws ExtensionConfigurationException if there is none of that name
    static Engine engine(String word) {
        Engine engine = Engine.of(word);
        if (engine == null) {
            throw new ExtensionConfigurationException(
                    ENGINE + "=" + word + Suggestion.after(word, Engine.WORDS));
        }
        return engine;
    }

    /// The seed that somebody wrote.
    ///
    /// @throws ExtensionConfigurationException if it is none
    static long seed(String text) {
        Long seed = AirSpec.seed(text);
        if (seed == null) {
            throw new ExtensionConfigurationException(SEED + " " + AirSpec.badSeed(text));
        }
        return seed;
    }

    /// A lab of this process.
    record RealLab(Lab lab) implements TestLab {
        @Override
        public Topology topology() {
            return lab.topology();
        }

        @Override
        public LiveLab live() {
            return lab.live();
        }

        @Override
        public void boot() throws InterruptedException {
            lab.boot();
        }

        @Override
        public void perform(Step step) throws InterruptedException {
            lab.perform(step);
        }

        @Override
        public void runSteps() throws InterruptedException {
            lab.runSteps();
        }

        @Override
        public LabReport report() {
            return lab.report();
        }

        @Override
        public void close() {
            lab.close();
        }
    }
}
