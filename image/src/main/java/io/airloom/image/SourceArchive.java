package io.airloom.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/// Unpacks a tar archive with somebody's source into an empty folder, and nothing anywhere else.
///
/// An archive is hostile: a member whose path is absolute, has `..` in it or goes through a link, a
/// link that leads out of the folder, a device, and an archive that is too large or ends early are
/// errors that name the member. Understood are the formats of POSIX (ustar, pax) and GNU.
///
/// A link may begin with `..` as often as it is deep, and have none after that: so a chain of links
/// stays inside, too, since each of its members does.
final class SourceArchive {
    private static final int BLOCK = 512;

    private static final int MAX_MEMBERS = 500_000;

    private static final long MAX_BYTES = 16L << 30;

    /// Of a path, and of a record that has one.
    private static final int MAX_NAME = 4096;

    private static final int MAX_RECORD = 1 << 16;

    private final String name;
    private final InputStream in;
    private final Path folder;
    private final Predicate<String> wanted;
    private final Set<Path> folders = new HashSet<>();
    private Map<String, String> more = new HashMap<>();
    private long bytes;

    private SourceArchive(String name, InputStream in, Path folder, Predicate<String> wanted) {
        this.name = name;
        this.in = new BufferedInputStream(in, 1 << 16);
        this.folder = folder;
        this.wanted = wanted;
        folders.add(folder);
    }

    /// Unpacks all members.
    ///
    /// @param name the archive's, for errors
    /// @param in the archive, decompressed
    /// @param folder empty
    /// @param wanted whether the file of this path is unpacked
    /// @param count told how many members there were so far
    /// @throws EnvironmentException if a member is not acceptable, or it is no such archive
    static void unpack(
            String name, InputStream in, Path folder, Predicate<String> wanted, IntConsumer count)
            throws IOException {
        try {
            new SourceArchive(name, in, folder, wanted).unpack(count);
        } catch (EOFException e) {
            throw new EnvironmentException(
                    "the archive " + name + " ends in the middle of a member", "fetch it again", e);
        }
    }

    private void unpack(IntConsumer count) throws IOException {
        byte[] header = new byte[BLOCK];
        for (int members = 0; ; members++) {
            int length = in.readNBytes(header, 0, BLOCK);
            if ((length == 0 && members > 0) || (length == BLOCK && isZero(header))) {
                return;
            }
            if (length < BLOCK && members > 0) {
                throw new EOFException();
            }
            if (length < BLOCK || !isHeader(header)) {
                throw refused("is no tar archive" + (members == 0 ? "" : " any more"), "");
            }
            if (members == MAX_MEMBERS) {
                throw refused("has more than " + MAX_MEMBERS + " members", "");
            }
            member(header);
            count.accept(members);
        }
    }

    private void member(byte[] header) throws IOException {
        long size = number(header, 124, 12);
        char type = (char) header[156];
        if (type == 'x' || type == 'L' || type == 'K') {
            byte[] record = content(size);
            switch (type) {
                case 'L' -> more.put("path", text(record, 0, record.length));
                case 'K' -> more.put("linkpath", text(record, 0, record.length));
                default -> readRecords(record);
            }
            return;
        }
        String path = more.getOrDefault("path", path(header));
        String target = more.getOrDefault("linkpath", text(header, 157, 100));
        if (more.containsKey("size")) {
            size = decimal(more.getOrDefault("size", ""));
        }
        FileTime time = time(header);
        more = new HashMap<>();
        if (type == 'g') {
            in.skipNBytes(padded(size));
            return;
        }
        bytes += size;
        if (size < 0 || bytes > MAX_BYTES) {
            throw refused("holds more than " + (MAX_BYTES >> 30) + " GiB", path);
        }
        Path file = inside(path);
        switch (type) {
            case '0', '\0', '7' -> {
                if (path.endsWith("/")) {
                    makeFolder(file);
                } else {
                    file(file, path, size, (number(header, 100, 8) & 0100) != 0, time);
                }
            }
            case '1' -> hardLink(file, path, target);
            case '2' -> link(file, path, target);
            case '5' -> makeFolder(file);
            default ->
                    throw refused("has a member that is neither a file, a folder nor a link", path);
        }
    }

    private void file(Path file, String path, long size, boolean program, FileTime time)
            throws IOException {
        if (!wanted.test(path)) {
            in.skipNBytes(padded(size));
            return;
        }
        prepare(file);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            byte[] buffer = new byte[(int) Math.min(size, 1 << 16)];
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException();
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        in.skipNBytes(padded(size) - size);
        if (program) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setLastModifiedTime(file, time);
    }

    private void hardLink(Path file, String path, String target) throws IOException {
        Path existing = inside(target);
        if (!wanted.test(path)) {
            return;
        }
        if (!folders.contains(existing.getParent())
                || !Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("links to a file that it does not hold: " + target, path);
        }
        prepare(file);
        Files.copy(existing, file, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void link(Path file, String path, String target) throws IOException {
        if (!staysInside(folder.relativize(file), target)) {
            throw refused("has a link that leads out of it, to " + Printable.quoted(target), path);
        }
        if (wanted.test(path)) {
            prepare(file);
            Files.createSymbolicLink(file, Path.of(target));
        }
    }

    /// Whether a link leads to a place within the folder that its path is relative to.
    static boolean staysInside(Path link, String target) {
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
            return false;
        }
        int depth = link.getNameCount() - 1;
        boolean beginning = true;
        for (Path part : Path.of(target)) {
            if (!part.toString().equals("..")) {
                beginning = beginning && part.toString().equals(".");
            } else if (!beginning || --depth < 0) {
                return false;
            }
        }
        return true;
    }

    /// The file of a member's path.
    private Path inside(String path) {
        boolean good =
                !path.isEmpty()
                        && path.length() <= MAX_NAME
                        && !path.startsWith("/")
                        && path.chars().noneMatch(c -> c < ' ' || c == 0x7f)
                        && !Arrays.asList(path.split("/", -1)).contains("..");
        if (!good) {
            throw refused("has a member whose path leads out of it", path);
        }
        return folder.resolve(path).normalize();
    }

    /// Makes room for a file: its folder, and nothing in its place.
    private void prepare(Path file) throws IOException {
        if (folders.contains(file)) {
            throw refused("has a folder and a file of the same name", file.toString());
        }
        makeFolder(parent(file));
        Files.deleteIfExists(file);
    }

    private void makeFolder(Path wantedFolder) throws IOException {
        if (folders.contains(wantedFolder)) {
            return;
        }
        makeFolder(parent(wantedFolder));
        try {
            Files.createDirectory(wantedFolder);
        } catch (FileAlreadyExistsException e) {
            throw refused(
                    "has a member below one that is not a folder",
                    folder.relativize(wantedFolder).toString(),
                    e);
        }
        folders.add(wantedFolder);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("file=" + file);
        }
        return parent;
    }

    /// Reads pax records, `LENGTH KEY=VALUE\n` each.
    private void readRecords(byte[] record) {
        int at = 0;
        while (at < record.length) {
            int space = at;
            while (space < record.length && record[space] != ' ') {
                space++;
            }
            long length = decimal(text(record, at, space - at));
            int end = (int) Math.min(at + length, Integer.MAX_VALUE);
            if (length <= space - at + 1 || end > record.length) {
                throw refused("has a broken header", "");
            }
            String field = text(record, space + 1, end - space - 2);
            int equals = field.indexOf('=');
            if (equals > 0) {
                more.put(field.substring(0, equals), field.substring(equals + 1));
            }
            at = end;
        }
    }

    private byte[] content(long size) throws IOException {
        if (size < 0 || size > MAX_RECORD) {
            throw refused("has a header of " + size + " octets", "");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new EOFException();
        }
        in.skipNBytes(padded(size) - size);
        return content;
    }

    private FileTime time(byte[] header) {
        String precise = more.get("mtime");
        long seconds =
                precise != null && precise.matches("\\d{1,15}(\\.\\d*)?")
                        ? Long.parseLong(precise.replaceFirst("\\..*", ""))
                        : Math.max(0, number(header, 136, 12));
        return FileTime.from(seconds, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static String path(byte[] header) {
        String path = text(header, 0, 100);
        boolean posix = text(header, 257, 6).equals("ustar") && header[263] == '0';
        String before = posix ? text(header, 345, 155) : "";
        return before.isEmpty() ? path : before + "/" + path;
    }

    private long decimal(String digits) {
        if (!digits.matches("\\d{1,18}")) {
            throw refused("has a broken header", "");
        }
        return Long.parseLong(digits);
    }

    /// A number as octal digits, or in base 256 where the first bit says so; -1 if it is none.
    private static long number(byte[] header, int offset, int length) {
        if (header[offset] < 0) {
            long value = header[offset] & 0x7f;
            for (int i = 1; i < length; i++) {
                value = (value << 8) | (header[offset + i] & 0xff);
            }
            return value;
        }
        String digits = text(header, offset, length).strip();
        return digits.isEmpty() ? 0 : digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : -1;
    }

    private static boolean isHeader(byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return number(header, 148, 8) == sum;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long padded(long size) {
        return size + (-size & (BLOCK - 1));
    }

    private EnvironmentException refused(String why, String member) {
        return refused(why, member, null);
    }

    private EnvironmentException refused(
            String why, String member, @org.jspecify.annotations.Nullable Throwable cause) {
        String text =
                "the archive "
                        + name
                        + " "
                        + why
                        + (member.isEmpty() ? "" : ": " + Printable.quoted(member));
        String remedy = "nothing was built from it; take an archive that you trust";
        return cause == null
                ? new EnvironmentException(text, remedy)
                : new EnvironmentException(text, remedy, cause);
    }
}
