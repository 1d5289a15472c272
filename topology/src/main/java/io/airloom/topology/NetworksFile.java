package io.airloom.topology;

import io.airloom.image.InputFile;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.proxy.MadeUpNetwork;
import io.airloom.proxy.MadeUpProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Made-up networks in a file that is looked at each time somebody asks for them. While it cannot
/// be used, the last good version counts, and its owner is told what is wrong, once.
public final class NetworksFile implements MadeUpProvider {
    private final Path path;
    private final String name;
    private final Consumer<String> words;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Of the text a hash is kept: it has passphrases.
    private String known;
    private List<MadeUpNetwork> networks;

    private NetworksFile(Path path, String name, Consumer<String> words) {
        this.path = path;
        this.name = name;
        this.words = words;
        String text = text();
        this.networks = NetworksParser.parse(name, text);
        this.known = hash(text);
    }

    /// Reads it for the first time.
    ///
    /// @param words is told a line whenever it was read again; called by any thread
    /// @throws InputFileException if it cannot be read or does not say networks
    public static NetworksFile open(Path path, Consumer<String> words) {
        return new NetworksFile(path, Printable.line(path.toString()), words);
    }

    @Override
    public List<MadeUpNetwork> networks() {
        lock.lock();
        try {
            look();
            return networks;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        String seen = "";
        try {
            String text = text();
            seen = hash(text);
            if (seen.equals(known)) {
                return;
            }
            networks = NetworksParser.parse(name, text);
            words.accept("read " + name + " again: networks " + networks.size());
        } catch (InputFileException e) {
            // A file that is not there has no hash, and is missed once like one with mistakes.
            if (!seen.equals(known)) {
                e.problems().forEach(problem -> words.accept(problem.toString()));
                words.accept("the networks stay as they were");
            }
        }
        known = seen;
    }

    private String text() {
        return InputFile.text(path, name, "is a directory, not a networks file");
    }

    private static String hash(String text) {
        try {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
