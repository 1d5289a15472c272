package io.airloom.machine;

import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.image.Progress;
import io.airloom.image.Recipes;
import io.airloom.topology.Engine;
import io.airloom.topology.Firmware;
import io.airloom.topology.HostFile;
import io.airloom.topology.NodeDisk;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.NodeSystem;
import io.airloom.topology.Topology;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The images and systems of a lab's nodes: each image is prepared once, however many nodes have
/// it.
final class NodeImages {
    /// Enough for most systems, whatever they start.
    private static final int FOREIGN_MEMORY_MIB = 512;

    private final Function<NodeSpec, String> names;
    private final SortedSet<String> foreign = new TreeSet<>();
    private final Map<String, GuestImage> images = new TreeMap<>();
    private final Map<Architecture, FirmwareFiles> uefi = new HashMap<>();

    /// @param names which image is whose
    private NodeImages(Function<NodeSpec, String> names) {
        this.names = names;
    }

    /// One image for whatever node.
    static NodeImages of(GuestImage image) {
        NodeImages all = new NodeImages(_ -> Recipes.DEFAULT);
        all.images.put(Recipes.DEFAULT, image);
        return all;
    }

    /// Makes ready what the nodes of a topology start from: what is not in the cache is fetched and
    /// built.
    ///
    /// @param chosen the engine of the command line, or null
    /// @throws EnvironmentException if something cannot be had here
    static NodeImages prepare(
            Cache cache, Progress progress, Topology topology, @Nullable Engine chosen) {
        NodeImages all = new NodeImages(topology::imageOf);
        for (NodeSpec node : topology.nodes()) {
            NodeSystem system = node.system();
            if (!system.isForeign()) {
                all.images.computeIfAbsent(
                        topology.imageOf(node), name -> GuestImage.ensure(cache, progress, name));
                continue;
            }
            all.foreign.add(topology.imageOf(node));
            if (firmware(system) == Firmware.UEFI) {
                all.uefi.computeIfAbsent(
                        architecture(system),
                        a -> FirmwareFiles.ensure(cache, progress, a, Firmware.UEFI));
            }
        }
        boolean agents = topology.nodes().stream().anyMatch(node -> node.radio().needsAgent());
        if (agents) {
            Path agent = AgentRuntime.archive(cache, progress);
            all.images.replaceAll((_, image) -> image.withAgent(agent));
        }
        topology.nodes().stream()
                .filter(node -> !node.system().isForeign())
                .forEach(node -> all.check(node, topology.engineOf(node, chosen)));
        return all;
    }

    /// What is wrong with the files that a node names; nothing if all is well.
    static List<Problem> problems(Topology topology, NodeSpec node) {
        List<@Nullable Problem> found = new ArrayList<>();
        NodeSystem system = node.system();
        if (!system.isForeign()) {
            try {
                Recipes.find(topology.imageOf(node));
            } catch (InputFileException e) {
                found.addAll(e.problems());
            }
        }
        if (system.kernel() != null) {
            found.add(system.kernel().unreadable());
        }
        if (system.initrd() != null) {
            found.add(system.initrd().unreadable());
        }
        system.disks().forEach(disk -> found.add(DiskFormat.problem(disk)));
        HostFile root = system.rootFolder();
        if (root != null && !Files.isDirectory(root.path())) {
            found.add(root.problem("is no folder"));
        } else if (root != null && !UmlCommand.canName(root.path())) {
            found.add(root.problem("has a blank, a colon or a comma in its name; UML takes none"));
        }
        List<Problem> problems = new ArrayList<>();
        for (Problem problem : found) {
            if (problem != null) {
                problems.add(problem);
            }
        }
        return problems;
    }

    /// The image of a node, with the agent if it needs one.
    ///
    /// @throws IllegalArgumentException if its system is the user's own
    GuestImage image(NodeSpec node) {
        GuestImage image = images.get(names.apply(node));
        if (image == null) {
            throw new IllegalArgumentException("node=" + node.name());
        }
        return image.forNode(node.radio().needsAgent());
    }

    /// Memory of a node's machine under an engine, in MiB: what the node says, or the image, or
    /// what is usual.
    int memoryMib(NodeSpec node, Engine engine) {
        if (node.memoryMib() == null && node.system().isForeign()) {
            return FOREIGN_MEMORY_MIB;
        }
        boolean plain = node.root().isImage() && !node.radio().needsAgent();
        Integer images = node.memoryMib() == null && plain ? image(node).memoryMib() : null;
        return images == null
                ? node.memoryMib(engine)
                : images + Engine.furtherMemoryMib(node.root(), node.radio());
    }

    /// What an engine or an agent cannot do with a node's image.
    ///
    /// @throws EnvironmentException if there is something
    private void check(NodeSpec node, Engine engine) {
        GuestImage image = image(node);
        boolean otherProcessor = image.architecture() != Architecture.host();
        if (node.radio().needsAgent() && otherProcessor) {
            throw new EnvironmentException(
                    "node \"%s\": the agent is made for this machine's processor, not for %s"
                            .formatted(node.name(), image.architecture().debianName()),
                    "say radio: virtio");
        }
        if (engine == Engine.UML && (otherProcessor || image.disk() != null)) {
            throw new EnvironmentException(
                    "node \"%s\": image %s %s, and UML has none"
                            .formatted(
                                    node.name(),
                                    image.recipe(),
                                    otherProcessor
                                            ? "is for the processor "
                                                    + image.architecture().debianName()
                                            : "is a disk"),
                    "say engine: qemu");
        }
    }

    /// The systems of the nodes, for people: `Debian trixie (tiny, router), own.qcow2`.
    String system() {
        SortedSet<String> systems = new TreeSet<>();
        images.values().forEach(image -> systems.add(image.system()));
        List<String> names = images.keySet().stream().map(Recipes::title).toList();
        String ours = String.join(", ", systems);
        boolean plain = names.isEmpty() || names.equals(List.of(Recipes.DEFAULT));
        List<String> all = new ArrayList<>();
        if (!ours.isEmpty()) {
            all.add(plain ? ours : ours + " (" + String.join(", ", names) + ")");
        }
        all.addAll(foreign);
        return String.join(", ", all);
    }

    /// The kernels of the images.
    String kernels() {
        return images.values().stream()
                .map(GuestImage::kernelRelease)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /// The processor of a node's machine.
    Architecture architecture(NodeSpec node) {
        return node.system().isForeign() ? architecture(node.system()) : boot(node).architecture();
    }

    /// What a node's machine under QEMU starts from.
    ///
    /// @throws UncheckedIOException if a disk cannot be read any more
    BootSource boot(NodeSpec node) {
        NodeSystem system = node.system();
        Path kernel = system.kernel() == null ? null : system.kernel().path();
        List<BootSource.Disk> disks = new ArrayList<>();
        for (NodeDisk disk : system.disks()) {
            Path file = disk.file().path();
            disks.add(new BootSource.Disk(file, DiskFormat.of(file), disk.keep()));
        }
        if (!system.isForeign()) {
            return BootSource.of(image(node)).with(kernel, disks, system.append());
        }
        Firmware firmware = firmware(system);
        return new BootSource(
                architecture(system),
                new BootSource.Foreign(system.commands(), system.login()),
                kernel,
                system.initrd() == null ? List.of() : List.of(system.initrd().path()),
                disks,
                firmware == null
                        ? null
                        : uefi.getOrDefault(architecture(system), FirmwareFiles.BIOS),
                system.append());
    }

    private static Architecture architecture(NodeSystem system) {
        return system.architecture() == null ? Architecture.host() : system.architecture();
    }

    /// What starts the first disk; null if a kernel is loaded.
    private static @Nullable Firmware firmware(NodeSystem system) {
        if (system.kernel() != null) {
            return null;
        }
        if (system.firmware() != null) {
            return system.firmware();
        }
        return architecture(system) == Architecture.AMD64 ? Firmware.BIOS : Firmware.UEFI;
    }
}
