package io.airloom.machine;

import io.airloom.vhost.VsockDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that runs one UML machine.
final class UmlCommand {
    /// The folder in a run directory where UML keeps its process number and its own control socket.
    private static final String UML_FOLDER = "uml";

    /// Loops in a tick of 10 ms. To measure it takes a fifth of the boot, and nothing in this
    /// kernel waits by counting loops.
    private static final int LOOPS_PER_TICK = 20_000_000;

    private static final String HOST_ROOT = "rdinit=/etc/airloom/host-root";

    private UmlCommand() {}

    /// The whole command line; standard input, output and error are as `uml-start.sh` says.
    static List<String> of(UmlSpec spec, MachineFiles files) {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("sh", "-c", Resources.text("uml-start.sh"), "airloom-uml"));
        line.add(files.consoleKeys().toString());
        line.add(files.errors().toString());
        line.add(spec.kernel().program().toString());
        line.add("mem=" + spec.memoryMib() + "M");
        line.add("initrd=" + files.initrd());
        line.add("rootfstype=ramfs");
        line.addAll(
                switch (spec.root()) {
                    // No hostfs for a guest that lives in the image: there is nothing below this.
                    case IMAGE -> List.of("hostfs=/dev/null");
                    case IMAGE_AND_HOST -> List.of();
                    case HOST -> List.of(HOST_ROOT);
                    // What hostfs shows of this machine is that folder and nothing else.
                    case FOLDER -> List.of(HOST_ROOT, "hostfs=" + spec.folder());
                });
        line.addAll(List.of("con=null", "con0=fd:6,fd:5", "ssl=null", "ssl0=fd:3,fd:4"));
        line.add("umid=" + spec.name());
        line.add("uml_dir=" + files.folder().resolve(UML_FOLDER));
        line.addAll(List.of("noreboot", "quiet", "random.trust_cpu=on", "lpj=" + LOOPS_PER_TICK));
        line.add("mac80211_hwsim.radios=" + spec.radios());
        if (spec.air() != null) {
            line.add("virtio_uml.device=" + device(spec.air(), QemuCommand.HWSIM_DEVICE_ID));
        }
        if (Files.exists(files.vsock())) {
            line.add("virtio_uml.device=" + device(files.vsock(), VsockDevice.DEVICE_ID));
        }
        if (spec.lan() != null) {
            line.add("virtio_uml.device=" + device(spec.lan(), QemuCommand.NETWORK_DEVICE_ID));
        }
        line.add("airloom.node=" + spec.name());
        line.add("airloom.radios=" + spec.radios());
        if (!spec.append().isEmpty()) {
            line.addAll(List.of(spec.append().split("\\s+")));
        }
        return line;
    }

    private static String device(Path socket, int id) {
        return socket + ":" + id;
    }

    /// Whether a path can stand in UML's command line, where blanks separate words, colons the
    /// parts of a device, and commas those of `hostfs`.
    static boolean canName(Path path) {
        return !path.toString().matches(".*[\\s:,].*");
    }
}
