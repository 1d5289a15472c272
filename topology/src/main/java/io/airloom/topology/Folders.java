package io.airloom.topology;

import io.airloom.image.YamlValue;
import java.nio.file.Path;

/// Where the names of files begin that a topology says: at the folder of the file in which the name
/// stands, be it the topology or one that it includes.
@FunctionalInterface
interface Folders {
    /// The folder of the file in which a value stands.
    Path of(YamlValue value);
}
