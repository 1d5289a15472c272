package io.airloom.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What starts a machine that boots from its disk.
public enum Firmware {
    /// SeaBIOS; x86-64 only.
    BIOS,
    /// EDK II, from Debian's packages.
    UEFI;

    /// The words for all of them in a topology file.
    static final List<String> WORDS = Arrays.stream(values()).map(Firmware::word).toList();

    /// The word for it in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a topology file calls `word`, or null.
    static @Nullable Firmware of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst().orElse(null);
    }
}
