package io.airloom.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be in a file system: folders, files, links and devices by their paths, with owners
/// and permissions, in an order that depends on nothing else. It is a plan: nothing is on a disk,
/// so that no root is needed for anybody's files or devices, and a file's octets may stay where
/// they are until the tree is written.
///
/// A path goes through the links of the tree, as it would in the file system: with a link `lib` to
/// `usr/lib`, `lib/x` is `usr/lib/x`. A path never leads out of the tree. What is added later takes
/// the place of what has the same path; only folders keep what they hold.
///
/// Not for several threads at once.
public final class FileTree {
    private static final int FOLDER_MODE = 0755;
    private static final int PERMISSIONS = 07777;
    private static final int MAX_LINKS = 40;
    private static final int MAX_PATH_OCTETS = 4000;
    private static final int MAX_NAME_OCTETS = 255;

    /// To whom a file belongs.
    ///
    /// @param uid user, from 0
    /// @param gid group, from 0
    public record Owner(int uid, int gid) {
        /// Whom all belongs to that nobody claims.
        public static final Owner ROOT = new Owner(0, 0);

        public Owner {
            if (uid < 0 || gid < 0) {
                throw new IllegalArgumentException("uid=" + uid + " gid=" + gid);
            }
        }
    }

    /// One member of the tree.
    public sealed interface Entry {
        /// The permission bits, of twelve.
        int permissions();

        Owner owner();
    }

    /// A folder.
    public record Folder(int permissions, Owner owner) implements Entry {}

    /// A file.
    public record PlainFile(Content content, int permissions, Owner owner) implements Entry {}

    /// A symbolic link. Its target is any text: it is followed in the guest only.
    public record Link(String target, Owner owner) implements Entry {
        public Link {
            if (target.isEmpty() || target.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("target=" + target);
            }
        }

        @Override
        public int permissions() {
            return 0777;
        }
    }

    /// A device node.
    ///
    /// @param block whether it is a block device; else a character device
    public record Device(boolean block, int major, int minor, int permissions, Owner owner)
            implements Entry {}

    /// Where the octets of a file come from.
    public sealed interface Content {
        /// How many there are.
        long length() throws IOException;

        /// Writes them all.
        void writeTo(OutputStream out) throws IOException;
    }

    /// Octets at hand.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Octets(byte[] octets) implements Content {
        @Override
        public long length() {
            return octets.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(octets);
        }
    }

    /// The octets of a file on this machine, read when the tree is written.
    public record OnDisk(Path file) implements Content {
        @Override
        public long length() throws IOException {
            return Files.size(file);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Files.copy(file, out);
        }
    }

    private final NavigableMap<String, Entry> entries = new TreeMap<>();

    /// An empty one.
    public FileTree() {}

    /// What it holds, by path without a leading slash; folders before what is in them.
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /// What a path from outside has that no path of a tree may have.
    ///
    /// @return the fault in words; empty if there is none
    public static Optional<String> fault(String path) {
        String clean = path.replaceAll("^/+|/+$", "");
        if (clean.isEmpty()) {
            return Optional.of("names no file");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("has a control character");
        }
        if (clean.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_OCTETS) {
            return Optional.of("is longer than " + MAX_PATH_OCTETS + " octets");
        }
        for (String name : clean.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return Optional.of("must not have \"//\", \".\" or \"..\" in it");
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_OCTETS) {
                return Optional.of("has a name of more than " + MAX_NAME_OCTETS + " octets");
            }
        }
        return Optional.empty();
    }

    /// Adds a folder of root's, and those above it, unless they are there.
    public FileTree folder(String path) {
        String place = place(path, true);
        if (!place.isEmpty() && !(entries.get(place) instanceof Folder)) {
            put(place, new Folder(FOLDER_MODE, Owner.ROOT));
        }
        return this;
    }

    /// Adds a folder, or gives one that is there this owner and these permissions.
    public FileTree folder(String path, int permissions, Owner owner) {
        return put(place(path, false), new Folder(permissions & PERMISSIONS, owner));
    }

    /// Adds a file of root's.
    public FileTree file(String path, int permissions, byte[] octets) {
        return file(path, permissions, Owner.ROOT, new Octets(octets));
    }

    /// Adds a text file of root's.
    public FileTree file(String path, int permissions, String text) {
        return file(path, permissions, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a file of root's whose octets are in a file on this machine.
    public FileTree file(String path, int permissions, Path onDisk) {
        return file(path, permissions, Owner.ROOT, new OnDisk(onDisk));
    }

    /// Adds a file. If there is a link at its path, the file takes its place.
    public FileTree file(String path, int permissions, Owner owner, Content content) {
        return put(place(path, false), new PlainFile(content, permissions & PERMISSIONS, owner));
    }

    /// Adds a symbolic link of root's.
    public FileTree link(String path, String target) {
        return put(place(path, false), new Link(target, Owner.ROOT));
    }

    /// Adds a device node.
    public FileTree device(String path, Device device) {
        return put(place(path, false), device);
    }

    /// Gives what is there another owner.
    public FileTree owner(String path, Owner owner) {
        String place = place(path, false);
        Entry entry = entries.get(place);
        Entry changed =
                switch (entry) {
                    case Folder(int permissions, Owner _) -> new Folder(permissions, owner);
                    case PlainFile(Content content, int permissions, Owner _) ->
                            new PlainFile(content, permissions, owner);
                    case Link(String target, Owner _) -> new Link(target, owner);
                    case Device(boolean block, int major, int minor, int permissions, Owner _) ->
                            new Device(block, major, minor, permissions, owner);
                    case null -> throw conflict(path, "there is no such file");
                };
        entries.put(place, changed);
        return this;
    }

    /// Removes a file, or a folder with all that is in it, if it is there.
    public FileTree remove(String path) {
        String place = place(path, false);
        entries.remove(place);
        entries.subMap(place + "/", place + "0").clear(); // '0' is the character after '/'
        return this;
    }

    /// What has this path, links on the way followed, a link at its end not.
    public @Nullable Entry entry(String path) {
        return entries.get(place(path, false));
    }

    /// Whether something has this path.
    public boolean has(String path) {
        return entry(path) != null;
    }

    /// The file that a path leads to, a link at its end followed, too; null if it leads to none.
    public @Nullable PlainFile fileAt(String path) {
        return entries.get(place(path, true)) instanceof PlainFile file ? file : null;
    }

    /// Adds what is in a folder of this machine: files with the permissions that they have there,
    /// links as they are, all of it root's. Files that are none of these are left out.
    ///
    /// @param under the path in the tree that the folder's content goes to; empty for the top
    public FileTree addAll(String under, Path folder) throws IOException {
        return addAll(under, folder, _ -> true);
    }

    /// Adds what is wanted of a folder of this machine.
    ///
    /// @param wanted told of each path below the folder, without a leading slash
    FileTree addAll(String under, Path folder, Predicate<String> wanted) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.sorted().toList()) {
                if (!file.equals(folder) && wanted.test(folder.relativize(file).toString())) {
                    add(under.isEmpty() ? "" : under + "/", folder, file);
                }
            }
        }
        return this;
    }

    private void add(String prefix, Path folder, Path file) throws IOException {
        String path = prefix + folder.relativize(file);
        if (Files.isSymbolicLink(file)) {
            link(path, Files.readSymbolicLink(file).toString());
            return;
        }
        int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            String place = place(path, true);
            if (!place.isEmpty() && !(entries.get(place) instanceof Folder)) {
                put(place, new Folder(mode & PERMISSIONS, Owner.ROOT));
            }
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            file(path, mode & PERMISSIONS, file);
        }
    }

    /// Writes it as an archive of the kernel's initial file system; the stream stays open.
    ///
    /// @throws IOException if it cannot be written, or a file changed meanwhile
    public void writeCpio(OutputStream out) throws IOException {
        Cpio cpio = new Cpio(out);
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            cpio.add(entry.getKey(), entry.getValue());
        }
        cpio.end();
    }

    /// Writes it as a tar archive; the stream stays open.
    ///
    /// @throws IOException if it cannot be written, or a file changed meanwhile
    public void writeTar(OutputStream out) throws IOException {
        Tar tar = new Tar(out);
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            tar.add(entry.getKey(), entry.getValue());
        }
        tar.end();
    }

    /// How many octets its files have, each rounded up to whole blocks, with a block for each other
    /// member.
    public long octets(int blockOctets) throws IOException {
        long sum = 0;
        for (Entry entry : entries.values()) {
            long length = entry instanceof PlainFile file ? file.content().length() : 1;
            sum += Math.ceilDiv(length, blockOctets) * blockOctets;
        }
        return sum;
    }

    private FileTree put(String place, Entry entry) {
        Entry old = entries.get(place);
        boolean folder = entry instanceof Folder;
        if (old instanceof Folder && !folder && hasMembers(place)) {
            throw conflict(place, "there is a folder with files of this name");
        }
        if (folder && old != null && !(old instanceof Folder)) {
            throw conflict(place, "there is a file of this name");
        }
        for (int slash = place.indexOf('/'); slash > 0; slash = place.indexOf('/', slash + 1)) {
            String above = place.substring(0, slash);
            if (!(entries.computeIfAbsent(above, _ -> new Folder(FOLDER_MODE, Owner.ROOT))
                    instanceof Folder)) {
                throw conflict(place, "/" + above + " is not a folder");
            }
        }
        entries.put(place, entry);
        return this;
    }

    private boolean hasMembers(String place) {
        String next = entries.higherKey(place + "/");
        return next != null && next.startsWith(place + "/");
    }

    /// Where a path leads, links on the way followed. Like the kernel's, the way up from the top
    /// leads to the top.
    private String place(String path, boolean followLast) {
        fault(path)
                .ifPresent(fault -> {
                    throw new EnvironmentException(
                            "the path " + Printable.quoted(path) + " " + fault,
                            "give the files of an image absolute paths such as /etc/motd");
                });
        Deque<String> rest = new ArrayDeque<>(List.of(path.split("/+", -1)));
        Deque<String> at = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("..")) {
                at.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                at.addLast(name);
            }
            boolean through = followLast || !rest.isEmpty();
            if (through && entries.get(String.join("/", at)) instanceof Link link) {
                if (++links > MAX_LINKS) {
                    throw conflict(path, "its links lead round in a circle");
                }
                at.removeLast();
                if (link.target().startsWith("/")) {
                    at.clear();
                }
                String[] names = link.target().split("/+", -1);
                for (int i = names.length - 1; i >= 0; i--) {
                    rest.addFirst(names[i]);
                }
            }
        }
        return String.join("/", at);
    }

    private static EnvironmentException conflict(String path, String why) {
        return new EnvironmentException(
                "the image cannot have " + Printable.quoted("/" + path) + ": " + why,
                "choose another path, or leave one of the two files out");
    }
}
