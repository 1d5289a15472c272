package io.airloom.lab;

import java.nio.file.Path;

/// The air of one lab, as the lab needs it.
interface LabAir extends AutoCloseable {
    /// Listens for the machine of `node`.
    ///
    /// @return the socket to give to it
    Path listen(String node);

    /// What the air has carried so far.
    LabReport.Medium report();

    @Override
    void close();
}
