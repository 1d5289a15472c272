package io.airloom.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/// Runs test classes as JUnit does, in labs without machines.
final class Kit {
    private final EngineTestKit.Builder builder;

    /// @param folder for what is kept and published
    Kit(Path folder) {
        FakeLab.Source.OPENED.clear();
        builder =
                EngineTestKit.engine("junit-jupiter")
                        .enableImplicitConfigurationParameters(false)
                        .configurationParameter(
                                WifiLabExtension.SOURCE, FakeLab.Source.class.getName())
                        .configurationParameter(Keeper.FOLDER, folder.resolve("kept").toString())
                        .outputDirectoryCreator(new Output(folder.resolve("output")));
    }

    Kit with(String parameter, String value) {
        builder.configurationParameter(parameter, value);
        return this;
    }

    EngineExecutionResults run(Class<?>... types) {
        DiscoverySelector[] selectors =
                Arrays.stream(types)
                        .map(type -> (DiscoverySelector) selectClass(type))
                        .toArray(DiscoverySelector[]::new);
        return builder.selectors(selectors).execute();
    }

    private record Output(Path folder) implements OutputDirectoryCreator {
        @Override
        public Path getRootDirectory() {
            return folder;
        }

        @Override
        public Path createOutputDirectory(TestDescriptor test) {
            try {
                return Files.createDirectories(folder.resolve("published"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
