package io.airloom.lab;

import io.airloom.machine.Accelerator;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What happens in a lab while it runs, for whoever watches.
public sealed interface LabEvent {
    /// Everything is fetched and built; machines will be started now.
    ///
    /// @param engine `QEMU 11.1.3 (private)`
    /// @param guest `Debian trixie, kernel 6.12.107`
    record Prepared(String engine, String guest) implements LabEvent {}

    /// A node's machine has been started and boots.
    record Booting(String node) implements LabEvent {}

    /// A node runs commands.
    ///
    /// @param time since the start of its machine
    /// @param accelerator what executes it; null where the engine has no choice
    record Booted(String node, Duration time, @Nullable Accelerator accelerator)
            implements LabEvent {}

    /// It was found out how commands run in a node with a system of its user's own.
    ///
    /// @param why for people
    record CommandsFound(String node, CommandWay way, String why) implements LabEvent {}

    /// A node's radio is set up: its access point is enabled, or its supplicant looks for one.
    record Up(String node) implements LabEvent {}

    /// All nodes are up; the steps follow.
    record Ready(Duration sinceStart) implements LabEvent {}

    /// A station has joined a network.
    record Associated(LabReport.Association association) implements LabEvent {}

    /// A step begins.
    ///
    /// @param number its place: `3`; within a group of steps `3.2`
    record StepStarted(String number, Step step) implements LabEvent {}

    /// A step has ended well, badly or early. Groups of steps begin and end, too.
    record StepEnded(Step step, StepResult result) implements LabEvent {}

    /// A node's connection to the air has ended while its machine runs; the lab plugs it in again.
    record OffAir(String node, String reason) implements LabEvent {}

    /// A node is on the air again.
    ///
    /// @param away for how long it was not
    record BackOnAir(String node, Duration away) implements LabEvent {}

    /// A node's machine runs, but will not be on the air any more before it is started again.
    record GivenUp(String node, String reason) implements LabEvent {}

    /// A node's machine has ended, and nobody had asked for that. The other nodes go on.
    record MachineEnded(String node) implements LabEvent {}

    /// A node's machine was ended because somebody asked for that.
    record Killed(String node) implements LabEvent {}

    /// The medium's process died and was started again; its nodes are plugged in again.
    ///
    /// @param times how often so far
    record MediumRestarted(String reason, int times) implements LabEvent {}
}
