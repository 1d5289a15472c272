package io.airloom.topology;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.proxy.MadeUpNetwork;
import io.airloom.proxy.MadeUpProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Where a lab's made-up networks come from.
public sealed interface NetworksSource {
    /// Gives them, as they are whenever somebody asks.
    ///
    /// @param words is told what is wrong with a file that has changed
    /// @throws InputFileException if they cannot be read
    MadeUpProvider provider(Consumer<String> words);

    /// They stand in the topology.
    record Written(List<MadeUpNetwork> networks) implements NetworksSource {
        public Written {
            networks = List.copyOf(networks);
        }

        @Override
        public MadeUpProvider provider(Consumer<String> words) {
            return () -> networks;
        }
    }

    /// They stand in a file, which may change while the lab runs.
    record InFile(Path path) implements NetworksSource {
        @Override
        public MadeUpProvider provider(Consumer<String> words) {
            return NetworksFile.open(path, words);
        }
    }

    /// Reads a topology's `proxy`: a file's name, or what stands in such a file.
    static @Nullable NetworksSource of(@Nullable YamlValue value, Folders folders) {
        if (value == null) {
            return null;
        }
        if (!(value.node() instanceof ScalarNode)) {
            YamlMap map = value.map("proxy: ");
            return map == null ? null : new Written(NetworksParser.networks(map));
        }
        String name = value.text();
        if (name == null) {
            return null;
        }
        try {
            Path path = folders.of(value).resolve(name).normalize();
            NetworksParser.parse(path);
            return new InFile(path);
        } catch (InvalidPathException e) {
            value.problem("is no file's name");
        } catch (InputFileException e) {
            for (Problem problem : e.problems()) {
                value.problem("names a file with a mistake: " + problem);
            }
        }
        return null;
    }
}
