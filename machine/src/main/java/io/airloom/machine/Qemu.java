package io.airloom.machine;

import io.airloom.image.AptTree;
import io.airloom.image.Architecture;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.Progress;
import io.airloom.image.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A QEMU: the system's if it is new enough, or a private copy in the cache. Radios that are virtio
/// devices need 10.2; the agent's ways need no more than 6.0.
///
/// @param command the program and what must always follow it
/// @param environment variables that it needs
/// @param version as in `11.1.3`
/// @param isPrivate whether it is our own copy
public record Qemu(
        List<String> command, Map<String, String> environment, String version, boolean isPrivate) {
    /// The device through which a guest's radios reach the air.
    static final String DEVICE = "vhost-user-test-device-pci";

    static final String VSOCK_DEVICE = "vhost-user-vsock-pci";

    /// Where the private copy is from.
    static final String SUITE = "trixie-backports";

    private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)(\\.\\d+)?");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    public Qemu {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// This, with further arguments.
    Qemu with(List<String> further) {
        List<String> longer = new ArrayList<>(command);
        longer.addAll(further);
        return new Qemu(longer, environment, version, isPrivate);
    }

    /// Finds the system's QEMU if it can give guests virtio radios, otherwise gives the private one
    /// out of the cache, fetching it first if it is not there or broken.
    ///
    /// @throws EnvironmentException if there is none and none can be fetched
    public static Qemu ensure(Cache cache, Progress progress) {
        return ensure(cache, progress, Architecture.host(), true);
    }

    /// The same for machines with another processor, of which some, or none, have virtio radios.
    static Qemu ensure(
            Cache cache, Progress progress, Architecture architecture, boolean virtioRadios) {
        return system(architecture)
                .filter(found ->
                        virtioRadios ? found.offersVirtioRadios() : found.isEnoughForAgents())
                .orElseGet(() -> ensurePrivate(cache, progress, architecture));
    }

    private boolean offersVirtioRadios() {
        return hasDevice() && offers(DEVICE, "virtio-id");
    }

    /// Whether machines can run on it whose radios are not virtio devices.
    boolean isEnoughForAgents() {
        return major() >= 6 && offers(VSOCK_DEVICE, "chardev");
    }

    /// The QEMU on the PATH, whatever its version.
    static Optional<Qemu> system() {
        return system(Architecture.host());
    }

    private static Optional<Qemu> system(Architecture architecture) {
        String program = architecture.qemuProgram();
        String path = System.getenv().getOrDefault("PATH", "/usr/bin");
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .flatMap(file ->
                        version(List.of(file.toString()), Map.of())
                                .map(v -> new Qemu(List.of(file.toString()), Map.of(), v, false)));
    }

    /// What the private copy for guests of this machine's processor is made from.
    static AptTree.Request privateCopy(Architecture architecture) {
        return privateCopy(architecture, architecture);
    }

    /// @param host the processor that it runs on
    private static AptTree.Request privateCopy(Architecture host, Architecture guest) {
        return new AptTree.Request(
                "qemu",
                List.of(GuestImage.SUITE, SUITE),
                SUITE,
                List.of(guest.qemuPackage()),
                List.of(
                        "usr/lib/" + host.multiarch() + "/",
                        "usr/lib/ipxe/",
                        "usr/bin/" + guest.qemuProgram(),
                        "usr/share/qemu/",
                        "usr/share/seabios/"));
    }

    private static Qemu ensurePrivate(Cache cache, Progress progress, Architecture guest) {
        Architecture host = Architecture.host();
        AptTree tree = AptTree.ensure(cache, progress, privateCopy(host, guest));
        List<String> command = new ArrayList<>(tree.command(guest.qemuProgram()));
        command.addAll(List.of("-L", tree.file("usr/share/qemu").toString()));
        command.addAll(List.of("-L", tree.file("usr/share/seabios").toString()));
        Map<String, String> environment =
                Map.of(
                        "QEMU_MODULE_DIR",
                        tree.file("usr/lib/" + host.multiarch() + "/qemu").toString());
        String version =
                version(command, environment)
                        .orElseThrow(() ->
                                new EnvironmentException(
                                        "the private QEMU in " + tree.root() + " does not start",
                                        "remove that folder and run the same command again"));
        return new Qemu(command, environment, version, true);
    }

    private static Optional<String> version(List<String> command, Map<String, String> environment) {
        try {
            List<String> ask = new ArrayList<>(command);
            ask.add("--version");
            return parseVersion(Subprocess.run(ask, environment, ANSWER_LIMIT).output());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Finds the version in what `--version` says.
    static Optional<String> parseVersion(String text) {
        Matcher m = VERSION.matcher(text);
        return m.find()
                ? Optional.of(
                        m.group(1) + "." + m.group(2) + (m.group(3) == null ? "" : m.group(3)))
                : Optional.empty();
    }

    /// Whether the version is one that has the device of virtio radios.
    boolean hasDevice() {
        int minor = Integer.parseInt(version.split("\\.", -1)[1]);
        return major() > 10 || (major() == 10 && minor >= 2);
    }

    private int major() {
        return Integer.parseInt(version.split("\\.", -1)[0]);
    }

    /// Whether this build has a device: a distribution may leave it out.
    private boolean offers(String device, String property) {
        try {
            List<String> ask = new ArrayList<>(command);
            ask.addAll(List.of("-device", device + ",help"));
            return Subprocess.run(ask, environment, ANSWER_LIMIT).output().contains(property);
        } catch (IOException e) {
            return false;
        }
    }

    /// The program's own path, for people.
    public Path program() {
        return command.stream()
                .filter(word -> word.matches(".*/qemu-system-[a-z0-9_]+"))
                .findFirst()
                .map(Path::of)
                .orElseGet(() -> Path.of(command.getFirst()));
    }
}
