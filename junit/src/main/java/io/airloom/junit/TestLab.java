package io.airloom.junit;

import io.airloom.lab.LabReport;
import io.airloom.lab.LiveLab;
import io.airloom.topology.Step;
import io.airloom.topology.Topology;

/// A lab, as far as tests need one.
interface TestLab extends AutoCloseable {
    /// What it was made from.
    Topology topology();

    /// What it is while it runs, also while it boots.
    LiveLab live();

    /// Starts all machines and waits until every node is up.
    ///
    /// @throws io.airloom.lab.LabFailure if one does not come up
    /// @throws io.airloom.image.EnvironmentException if something cannot be had here
    void boot() throws InterruptedException;

    /// Does a step that is not the topology's.
    ///
    /// @throws io.airloom.lab.LabFailure if it fails
    void perform(Step step) throws InterruptedException;

    /// Does the topology's steps.
    ///
    /// @throws io.airloom.lab.LabFailure if one fails
    void runSteps() throws InterruptedException;

    /// What it has done so far.
    LabReport report();

    @Override
    void close();
}
