package io.airloom.machine;

import io.airloom.image.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Whether guests run under KVM on this host, as found by trying; kept until the host boots again.
///
/// The device file says little: on a nested or emulated host it can be there while a guest's kernel
/// hangs.
final class KvmVerdict {
    static final String FILE_NAME = "kvm-verdict";

    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path file;

    /// @param folder where the verdict is kept
    KvmVerdict(Path folder) {
        file = folder.resolve(FILE_NAME);
    }

    /// Where all runs of this user keep it.
    static KvmVerdict ofThisUser() {
        return new KvmVerdict(Cache.standard().root());
    }

    /// Whether there is a KVM that this user may open.
    static boolean isPresent() {
        return Files.isReadable(DEVICE) && Files.isWritable(DEVICE);
    }

    /// What was found since the host booted; empty if nothing was tried.
    Optional<Boolean> remembered() {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            boolean valid = words.length == 2 && words[0].equals(bootId());
            return valid ? Optional.of(words[1].equals("works")) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Remembers what was found. That it cannot be kept matters little: it is found again.
    void remember(boolean works) {
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), FILE_NAME, ".part");
            Files.writeString(part, bootId() + (works ? " works\n" : " fails\n"));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            System.getLogger(KvmVerdict.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot keep the verdict on KVM", e);
        }
    }

    private static String bootId() throws IOException {
        return Files.readString(BOOT_ID).strip();
    }
}
