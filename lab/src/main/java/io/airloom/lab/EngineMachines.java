package io.airloom.lab;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.image.Progress;
import io.airloom.image.UmlKernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The machines of a lab with several engines.
final class EngineMachines implements MachineFactory {
    private final SequencedMap<Engine, MachineFactory> factories;
    private final Function<NodeSpec, Engine> engines;

    /// @param factories those that are used; at least one
    /// @param engines which one is whose
    EngineMachines(Map<Engine, MachineFactory> factories, Function<NodeSpec, Engine> engines) {
        this.factories = new TreeMap<>(factories);
        this.engines = engines;
    }

    /// Which nodes may live where depends on their engines, which the command line may choose.
    ///
    /// @throws InputFileException if a node asks for what its engine has not
    static void checkNodes(Topology topology, LabOptions options) {
        List<Problem> problems = new ArrayList<>();
        for (NodeSpec node : topology.nodes()) {
            Engine engine = topology.engineOf(node, options.engine());
            if (node.root() == NodeRoot.HOST && engine != Engine.UML) {
                problems.add(lacking(topology, node, "\"root\" host needs engine: uml", engine));
            }
            if (!node.transport().worksWith(engine)) {
                String what = "\"transport\" " + node.transport().word() + " needs engine: qemu";
                problems.add(lacking(topology, node, what, engine));
            }
        }
        if (!problems.isEmpty()) {
            throw new InputFileException(problems);
        }
    }

    private static Problem lacking(Topology topology, NodeSpec node, String what, Engine engine) {
        String text = "node \"%s\": %s, not %s".formatted(node.name(), what, engine.word());
        return new Problem(topology.name(), 0, 0, text);
    }

    /// Makes ready what the nodes of a topology need, and no more: what is not in the cache is
    /// fetched and built.
    ///
    /// @throws EnvironmentException if something cannot be had here
    static MachineFactory prepare(
            Cache cache, Topology topology, LabOptions options, RunDirectory run) {
        Progress progress = options.progress();
        Map<Engine, Integer> memoryMib = new TreeMap<>();
        for (NodeSpec node : topology.nodes()) {
            Engine engine = topology.engineOf(node, options.engine());
            memoryMib.merge(engine, node.memoryMib(engine), Integer::sum);
        }
        boolean agents = topology.nodes().stream().anyMatch(node -> node.radio().needsAgent());
        GuestImage plain = GuestImage.ensure(cache, progress);
        GuestImage image = agents ? plain.withAgent(AgentRuntime.archive(cache, progress)) : plain;
        Map<Engine, MachineFactory> factories = new TreeMap<>();
        for (Map.Entry<Engine, Integer> used : memoryMib.entrySet()) {
            Engine engine = used.getKey();
            factories.put(
                    engine,
                    switch (engine) {
                        case QEMU ->
                                new QemuMachines(
                                        Qemu.ensure(
                                                cache,
                                                progress,
                                                hasVirtioRadios(topology, options)),
                                        image,
                                        options.accelerator(),
                                        run,
                                        options.qemuArguments());
                        case UML ->
                                new UmlMachines(
                                        UmlKernel.ensure(cache, progress),
                                        image,
                                        run,
                                        used.getValue());
                    });
        }
        return new EngineMachines(factories, node -> topology.engineOf(node, options.engine()));
    }

    private static boolean hasVirtioRadios(Topology topology, LabOptions options) {
        return topology.nodes().stream()
                .filter(node -> topology.engineOf(node, options.engine()) == Engine.QEMU)
                .anyMatch(node -> node.radio() == NodeRadio.VIRTIO);
    }

    @Override
    public NodeMachine start(NodeSpec node, Map<String, NodeFile> files, @Nullable Path socket) {
        MachineFactory factory = factories.get(engines.apply(node));
        if (factory == null) {
            throw new IllegalArgumentException("engine=" + engines.apply(node));
        }
        return factory.start(node, files, socket);
    }

    @Override
    public String engine() {
        return each(MachineFactory::engine, "+");
    }

    @Override
    public String engineVersion() {
        return each(MachineFactory::engineVersion, " and ");
    }

    @Override
    public String kernel() {
        return each(MachineFactory::kernel, ", ");
    }

    @Override
    public String system() {
        return each(MachineFactory::system, ", ");
    }

    private String each(Function<MachineFactory, String> what, String between) {
        return factories.values().stream()
                .map(what)
                .distinct()
                .collect(Collectors.joining(between));
    }
}
