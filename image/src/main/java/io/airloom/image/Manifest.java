package io.airloom.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A list of all files in a folder with their sizes, times and hashes, kept in the folder itself,
/// by which a folder that is incomplete or was changed is known.
///
/// A line a file, `f SIZE MTIME_NANOS SHA256 PATH` or `l - - TARGET PATH`, then `end COUNT SHA256`
/// over the lines before it. A file whose size and time are as noted is believed; any other is read
/// and its hash compared, so that a copied cache is still good.
public final class Manifest {
    static final String FILE_NAME = "MANIFEST";

    private static final int READ_BYTES = 1 << 16;

    private Manifest() {}

    /// Writes the manifest of a folder. Names with line breaks are refused.
    static void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        lines.add(line(folder, file, attributes));
                        return FileVisitResult.CONTINUE;
                    }
                });
        String text = String.join("\n", lines) + "\n";
        Files.writeString(
                folder.resolve(FILE_NAME),
                text + "end " + lines.size() + " " + sha256(text) + "\n");
    }

    private static String line(Path folder, Path file, BasicFileAttributes attributes)
            throws IOException {
        String name = folder.relativize(file).toString();
        if (name.indexOf('\n') >= 0) {
            throw new IOException("file name with a line break in " + folder);
        }
        if (attributes.isSymbolicLink()) {
            return "l - - " + sha256(Files.readSymbolicLink(file).toString()) + " " + name;
        }
        return "f %d %d %s %s"
                .formatted(
                        attributes.size(),
                        nanos(attributes.lastModifiedTime()),
                        sha256(file),
                        name);
    }

    /// Whether a folder has a manifest and all that is in it. Files beyond it do not matter.
    static boolean matches(Path folder) {
        try {
            String text = Files.readString(folder.resolve(FILE_NAME));
            int end = text.lastIndexOf("\nend ") + 1;
            String body = text.substring(0, Math.max(end, 0));
            List<String> lines = body.lines().toList();
            if (!text.substring(end).equals("end " + lines.size() + " " + sha256(body) + "\n")) {
                return false;
            }
            for (String line : lines) {
                if (!lineMatches(folder, line.split(" ", 5))) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static boolean lineMatches(Path folder, String[] field) throws IOException {
        Path file = folder.resolve(field[4]);
        if (field[0].equals("l")) {
            return sha256(Files.readSymbolicLink(file).toString()).equals(field[3]);
        }
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() != Long.parseLong(field[1])) {
            return false;
        }
        return nanos(attributes.lastModifiedTime()) == Long.parseLong(field[2])
                || sha256(file).equals(field[3]);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /// The hash of a text's UTF-8 bytes in hexadecimal digits.
    public static String sha256(String text) {
        return HexFormat.of()
                .formatHex(
                        digest("SHA-256")
                                .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /// The hash of a file's bytes in hexadecimal digits.
    public static String sha256(Path file) throws IOException {
        return hash("SHA-256", file);
    }

    /// The hash of a file's bytes in hexadecimal digits.
    ///
    /// @param algorithm one that every JDK has
    static String hash(String algorithm, Path file) throws IOException {
        MessageDigest digest = digest(algorithm);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[READ_BYTES];
            int count = in.read(buffer);
            while (count >= 0) {
                digest.update(buffer, 0, count);
                count = in.read(buffer);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
