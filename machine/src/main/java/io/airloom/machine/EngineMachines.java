package io.airloom.machine;

import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.image.Progress;
import io.airloom.image.UmlKernel;
import io.airloom.topology.Engine;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeFiles;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeRoot;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
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
public final class EngineMachines implements MachineFactory {
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
    /// @param chosen the engine of the command line, or null
    /// @throws InputFileException if a node asks for what its engine has not, or for files that are
    ///   not there
    public static void checkNodes(Topology topology, @Nullable Engine chosen) {
        List<Problem> problems = new ArrayList<>();
        for (NodeSpec node : topology.nodes()) {
            Engine engine = topology.engineOf(node, chosen);
            problems.addAll(NodeImages.problems(topology, node));
            try {
                NodeFiles.check(node, topology);
            } catch (InputFileException e) {
                problems.addAll(e.problems());
            }
            if (node.root() != NodeRoot.IMAGE && engine != Engine.UML) {
                String what = "\"root\" " + node.root().word() + " needs engine: uml";
                problems.add(lacking(topology, node, what, engine));
            }
            if (node.system().needsQemu() && engine != Engine.QEMU) {
                String what = "a kernel, a disk or a processor of its own needs engine: qemu";
                problems.add(lacking(topology, node, what, engine));
            }
            if (!node.transport().worksWith(engine)) {
                String what = "\"transport\" " + node.transport().word() + " needs engine: qemu";
                problems.add(lacking(topology, node, what, engine));
            }
        }
        if (!problems.isEmpty()) {
            throw new InputFileException(problems.stream().distinct().toList());
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
    public static MachineFactory prepare(
            Cache cache,
            Progress progress,
            Topology topology,
            MachineOptions options,
            RunDirectory run) {
        NodeImages images = NodeImages.prepare(cache, progress, topology, options.engine());
        Map<Engine, Integer> memoryMib = new TreeMap<>();
        for (NodeSpec node : topology.nodes()) {
            Engine engine = topology.engineOf(node, options.engine());
            memoryMib.merge(engine, images.memoryMib(node, engine), Integer::sum);
        }
        Map<Engine, MachineFactory> factories = new TreeMap<>();
        for (Map.Entry<Engine, Integer> used : memoryMib.entrySet()) {
            factories.put(
                    used.getKey(),
                    switch (used.getKey()) {
                        case QEMU ->
                                new QemuMachines(
                                        emulators(cache, progress, topology, options, images),
                                        images,
                                        options.accelerator(),
                                        run,
                                        options.qemuArguments());
                        case UML ->
                                new UmlMachines(
                                        UmlKernel.ensure(cache, progress),
                                        images,
                                        run,
                                        used.getValue());
                    });
        }
        return new EngineMachines(factories, node -> topology.engineOf(node, options.engine()));
    }

    /// The emulators of all processors that the nodes have.
    private static Map<Architecture, Qemu> emulators(
            Cache cache,
            Progress progress,
            Topology topology,
            MachineOptions options,
            NodeImages images) {
        Map<Architecture, Boolean> virtioRadios = new TreeMap<>();
        for (NodeSpec node : topology.nodes()) {
            if (topology.engineOf(node, options.engine()) == Engine.QEMU) {
                boolean virtio = node.radio() == NodeRadio.VIRTIO;
                virtioRadios.merge(images.architecture(node), virtio, Boolean::logicalOr);
            }
        }
        Map<Architecture, Qemu> emulators = new TreeMap<>();
        virtioRadios.forEach((architecture, virtio) ->
                emulators.put(architecture, Qemu.ensure(cache, progress, architecture, virtio)));
        return emulators;
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
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(between));
    }
}
