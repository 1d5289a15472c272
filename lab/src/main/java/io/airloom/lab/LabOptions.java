package io.airloom.lab;

import io.airloom.image.Progress;
import io.airloom.machine.Accelerator;
import io.airloom.machine.MachineOptions;
import io.airloom.medium.Tap;
import io.airloom.topology.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a lab is run; what does not stand in its topology.
///
/// @param engine what runs the machines of nodes that do not say; null leaves it to the topology
/// @param accelerator what executes the guests of QEMU
/// @param capture the file to record all frames in, or null
/// @param taps who else sees every frame, on the air thread
/// @param progress where fetching and building says how far it is
/// @param bootLimit how long a machine may take to run its first command
/// @param medium how the medium is run in a process of its own, without the taps; null to run it in
///   this process
/// @param qemuArguments further arguments of QEMU, by node: for measurements
/// @param program the command line that runs Airloom, without its arguments, for nodes that have
///   the host's files; empty if there is none
/// @param folder where captures are written that steps start
public record LabOptions(
        @Nullable Engine engine,
        Accelerator accelerator,
        @Nullable Path capture,
        List<Tap> taps,
        Progress progress,
        Duration bootLimit,
        @Nullable MediumProcess medium,
        Map<String, List<String>> qemuArguments,
        List<String> program,
        Path folder) {
    public LabOptions {
        taps = List.copyOf(taps);
        qemuArguments = Map.copyOf(qemuArguments);
        program = List.copyOf(program);
    }

    /// Nothing recorded, nothing shown.
    public static LabOptions standard() {
        return new LabOptions(
                null,
                Accelerator.AUTO,
                null,
                List.of(),
                Progress.SILENT,
                Duration.ofMinutes(2),
                null,
                Map.of(),
                List.of(),
                Path.of(""));
    }

    /// What of these is about machines.
    MachineOptions machines() {
        return new MachineOptions(engine, accelerator, qemuArguments);
    }

    /// These, recording to a file; null records nothing.
    public LabOptions withCapture(@Nullable Path file) {
        return new LabOptions(
                engine,
                accelerator,
                file,
                taps,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                program,
                folder);
    }

    /// These, with other taps.
    public LabOptions withTaps(List<Tap> others) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                others,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                program,
                folder);
    }

    /// These, with progress told to somebody.
    public LabOptions withProgress(Progress other) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                taps,
                other,
                bootLimit,
                medium,
                qemuArguments,
                program,
                folder);
    }

    /// These, with another accelerator.
    public LabOptions withAccelerator(Accelerator other) {
        return new LabOptions(
                engine,
                other,
                capture,
                taps,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                program,
                folder);
    }

    /// These, with another engine; null leaves it to the topology.
    public LabOptions withEngine(@Nullable Engine other) {
        return new LabOptions(
                other,
                accelerator,
                capture,
                taps,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                program,
                folder);
    }

    /// These, with the medium in a process of its own; null to have it in this one.
    public LabOptions withMedium(@Nullable MediumProcess other) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                taps,
                progress,
                bootLimit,
                other,
                qemuArguments,
                program,
                folder);
    }

    /// These, with further arguments of QEMU for some nodes.
    public LabOptions withQemuArguments(Map<String, List<String>> others) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                taps,
                progress,
                bootLimit,
                medium,
                others,
                program,
                folder);
    }

    /// These, with the command line that runs Airloom in nodes that have the host's files.
    public LabOptions withProgram(List<String> command) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                taps,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                command,
                folder);
    }

    /// These, with another folder for what steps record.
    public LabOptions withFolder(Path other) {
        return new LabOptions(
                engine,
                accelerator,
                capture,
                taps,
                progress,
                bootLimit,
                medium,
                qemuArguments,
                program,
                other);
    }
}
