package io.airloom.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies patches to a folder with source: all of them, or none. A hunk applies where all of its
/// lines are, on another line than expected if need be; with one line different it does not, other
/// than with `patch`, which would guess.
final class Patches {
    private static final long MAX_PATCH_BYTES = 64 << 20;

    private final Path folder;

    /// What has changed so far; empty for a file that goes.
    private final Map<Path, Optional<String>> changed = new LinkedHashMap<>();

    private final List<Path> programs = new ArrayList<>();

    private Patches(Path folder) {
        this.folder = folder;
    }

    /// Applies them in their order.
    ///
    /// @throws EnvironmentException if one does not apply, with its hunk, the file, and what stands
    ///   there instead; nothing is changed then
    static void apply(Path folder, List<Path> patches) throws IOException {
        Patches all = new Patches(folder.toRealPath());
        for (Path file : patches) {
            String name = file.getFileName().toString();
            for (Patch.FileChange change : read(file).files()) {
                all.apply(name, change);
            }
        }
        all.write();
    }

    /// Reads a patch.
    static Patch read(Path file) throws IOException {
        if (Files.size(file) > MAX_PATCH_BYTES) {
            throw new EnvironmentException(
                    "the patch " + file + " is larger than " + (MAX_PATCH_BYTES >> 20) + " MiB",
                    "use the patched source itself");
        }
        return Patch.parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private void apply(String patch, Patch.FileChange change) throws IOException {
        Path before = change.before() == null ? null : inside(patch, change.before());
        Path after = change.after() == null ? null : inside(patch, change.after());
        String text = before == null ? null : content(before);
        if (before == null && after != null && content(after) != null) {
            throw refused(patch, "makes a file that is there already: " + change.path());
        }
        if (before != null && text == null) {
            throw refused(patch, "changes a file that is not there: " + change.path());
        }
        String result = applied(patch, change, text == null ? "" : text);
        if (before != null) {
            changed.put(before, Optional.empty());
        }
        if (after != null) {
            changed.put(after, Optional.of(result));
        }
        boolean program = before == null ? change.program() : Files.isExecutable(before);
        if (after != null && program) {
            programs.add(after);
        }
    }

    private static String applied(String patch, Patch.FileChange change, String text) {
        List<String> lines = Patch.lines(text);
        List<String> result = new ArrayList<>();
        int done = 0;
        int shift = 0;
        for (int i = 0; i < change.hunks().size(); i++) {
            Patch.Hunk hunk = change.hunks().get(i);
            int expected = Math.max(0, hunk.start() - (hunk.before().isEmpty() ? 0 : 1)) + shift;
            int at = find(lines, hunk.before(), expected, done);
            if (at < 0) {
                throw new EnvironmentException(
                        "the patch %s does not apply: hunk %d of %s (line %d of the patch)\n%s"
                                .formatted(
                                        patch,
                                        i + 1,
                                        change.path(),
                                        hunk.line(),
                                        difference(lines, hunk, expected, done)),
                        "make the patch for this version of the source; nothing was changed");
            }
            shift += at - expected;
            result.addAll(lines.subList(done, at));
            result.addAll(hunk.after());
            done = at + hunk.before().size();
        }
        result.addAll(lines.subList(done, lines.size()));
        return String.join("", result);
    }

    /// The line on which all of these are, nearest to the expected one; -1 if there is none.
    private static int find(List<String> lines, List<String> wanted, int expected, int from) {
        int last = lines.size() - wanted.size();
        for (int distance = 0; distance <= Math.max(lines.size(), expected); distance++) {
            for (int at : new int[] {expected - distance, expected + distance}) {
                if (at >= from
                        && at <= last
                        && lines.subList(at, at + wanted.size()).equals(wanted)) {
                    return at;
                }
            }
        }
        return -1;
    }

    /// What stands there instead: the first line that differs, where most of the hunk is found.
    private static String difference(List<String> lines, Patch.Hunk hunk, int expected, int from) {
        if (find(lines, hunk.after(), expected, 0) >= 0 && !hunk.after().isEmpty()) {
            return "  what it makes is there already";
        }
        int best = Math.min(Math.max(expected, from), lines.size());
        int bestAlike = -1;
        for (int at = from; at < lines.size(); at++) {
            int alike = alike(lines, hunk.before(), at);
            boolean nearer = Math.abs(at - expected) < Math.abs(best - expected);
            if (alike > bestAlike || (alike == bestAlike && nearer)) {
                best = at;
                bestAlike = alike;
            }
        }
        for (int i = 0; i < hunk.before().size(); i++) {
            String wanted = hunk.before().get(i);
            @Nullable String found = best + i < lines.size() ? lines.get(best + i) : null;
            if (!wanted.equals(found)) {
                return "  line %d should be %s\n  and %s"
                        .formatted(
                                best + i + 1,
                                shown(wanted),
                                found == null
                                        ? "the file ends before it"
                                        : "there stands  " + shown(found));
            }
        }
        return "  it overlaps with the hunk before it";
    }

    private static int alike(List<String> lines, List<String> wanted, int at) {
        int alike = 0;
        for (int i = 0; i < wanted.size() && at + i < lines.size(); i++) {
            alike += lines.get(at + i).equals(wanted.get(i)) ? 1 : 0;
        }
        return alike;
    }

    private static String shown(String line) {
        byte[] octets = line.stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
        return Printable.quoted(new String(octets, StandardCharsets.UTF_8));
    }

    private @Nullable String content(Path file) throws IOException {
        Optional<String> now = changed.get(file);
        if (now != null) {
            return now.orElse(null);
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Files.readString(file, StandardCharsets.ISO_8859_1)
                : null;
    }

    /// The file of a path in a patch; never one outside, nor one behind a link.
    private Path inside(String patch, String path) throws IOException {
        Path file = folder;
        boolean good = !path.startsWith("/");
        for (String part : path.split("/", -1)) {
            try {
                file = file.resolve(part);
            } catch (InvalidPathException e) {
                throw refused(patch, "names no file of this system: " + Printable.quoted(path));
            }
            good &= !part.equals("..") && !Files.isSymbolicLink(file);
        }
        if (!good || !file.normalize().startsWith(folder)) {
            throw refused(patch, "names a file outside of the source: " + Printable.quoted(path));
        }
        return file.normalize();
    }

    private static EnvironmentException refused(String patch, String why) {
        return new EnvironmentException(
                "the patch " + patch + " " + why,
                "make the patch for this version of the source; nothing was changed");
    }

    private void write() throws IOException {
        for (Map.Entry<Path, Optional<String>> entry : changed.entrySet()) {
            Path file = entry.getKey();
            if (entry.getValue().isEmpty()) {
                Files.deleteIfExists(file);
                continue;
            }
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, entry.getValue().get(), StandardCharsets.ISO_8859_1);
        }
        for (Path file : programs) {
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
