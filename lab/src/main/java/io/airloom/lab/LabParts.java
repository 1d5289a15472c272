package io.airloom.lab;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.machine.EngineMachines;
import io.airloom.machine.MachineFactory;
import io.airloom.machine.RunDirectory;
import io.airloom.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a lab is made of beside its machines.
///
/// @param proxy does the orders of steps
/// @param rest closes what else there is, after machines and air
record LabParts(MachineFactory factory, LabAir air, ProxyDesk proxy, Runnable rest)
        implements AutoCloseable {
    /// Opens all of it, or nothing.
    ///
    /// @param run is closed with it, also if this fails
    /// @throws EnvironmentException if something cannot be had here
    static LabParts open(Cache cache, Topology topology, LabOptions options, RunDirectory run) {
        List<Runnable> opened = new ArrayList<>(List.of(run::close));
        try {
            MachineFactory factory =
                    EngineMachines.prepare(
                            cache, options.progress(), topology, options.machines(), run);
            LabAir air = air(topology, options, run);
            opened.add(air::close);
            LabVsock vsock = LabVsock.of(topology, run.path(), air::carriesVsock);
            opened.add(vsock::close);
            LabProxy proxy = LabProxy.of(topology, run.path(), options.progress()::note);
            opened.add(proxy::close);
            LabCable cable = LabCable.of(topology, run.path());
            Runnable rest =
                    () -> {
                        proxy.close();
                        vsock.close();
                        cable.close();
                        run.close();
                    };
            return new LabParts(factory, air, proxy, rest);
        } catch (RuntimeException e) {
            opened.reversed().forEach(Runnable::run);
            throw e;
        }
    }

    private static LabAir air(Topology topology, LabOptions options, RunDirectory run) {
        MediumProcess process = options.medium();
        Consumer<String> note = options.progress()::note;
        if (process == null) {
            return new ThreadAir(
                    topology.nodes(),
                    topology.air(),
                    run.path(),
                    options.capture(),
                    options.taps(),
                    note);
        }
        MediumDoors doors = MediumDoors.of(topology, run.path());
        return new ProcessAir(process, doors, run, options.capture(), note);
    }

    /// After the machines.
    @Override
    public void close() {
        air.close();
        rest.run();
    }
}
