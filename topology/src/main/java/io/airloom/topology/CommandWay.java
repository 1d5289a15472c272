package io.airloom.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How commands run in a node's machine.
public enum CommandWay {
    /// By the guest agent if it answers, else by login on the serial console.
    AUTO,
    /// By QEMU's guest agent, on a virtio serial port.
    AGENT,
    /// By a shell on the serial console, after a login if it asks for one.
    SERIAL,
    /// By ssh over vsock.
    SSH;

    /// The words for all of them in a topology file.
    static final List<String> WORDS = Arrays.stream(values()).map(CommandWay::word).toList();

    /// The word for it in a topology file and in reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a topology file calls `word`, or null.
    static @Nullable CommandWay of(String word) {
        return Arrays.stream(values()).filter(w -> w.word().equals(word)).findFirst().orElse(null);
    }
}
