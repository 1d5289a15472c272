package io.airloom.machine;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A guest agent for one client that runs its programs on this machine, and so shows what
/// [AgentCommand] makes of real shells. As QEMU's, it keeps what a program writes until it is asked
/// for; unlike that one, it remembers how much that was at most.
final class HostAgent implements AutoCloseable {
    /// Most octets that a program's output had.
    final AtomicLong mostKept = new AtomicLong();

    /// How many programs have been started.
    final AtomicLong started = new AtomicLong();

    private final ServerSocketChannel server;
    private final GuestAgent agent;
    private final Map<Long, Program> programs = new HashMap<>();
    private final List<OutputStream> files = new ArrayList<>();

    private record Program(Process process, Kept out, Kept err) {}

    private record Kept(ByteArrayOutputStream octets, Thread reader) {
        static Kept of(InputStream in) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            Thread reader =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try (in) {
                                    in.transferTo(octets);
                                } catch (IOException e) {
                                    // Killed: what has come is what there is.
                                    return;
                                }
                            });
            return new Kept(octets, reader);
        }
    }

    HostAgent(Path folder) throws IOException {
        Path socket = folder.resolve("host-agent");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(this::serve);
        agent = GuestAgent.connect(socket);
    }

    /// Whoever speaks to it.
    GuestAgent agent() {
        return agent;
    }

    private void serve() {
        try (SocketChannel channel = server.accept();
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(channel),
                                        StandardCharsets.UTF_8))) {
            OutputStream out = Channels.newOutputStream(channel);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((answer(line) + "\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | InterruptedException e) {
            // The test is over.
            return;
        }
    }

    private String answer(String line) throws IOException, InterruptedException {
        Map<String, String> texts = new HashMap<>();
        List<String> words = new ArrayList<>();
        try (JsonParser json =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (json.currentName() == null && token == JsonToken.VALUE_STRING) {
                    words.add(json.getString());
                } else if (token.isScalarValue()) {
                    texts.put(json.currentName(), json.getString());
                }
            }
        }
        return switch (texts.get("execute")) {
            case "guest-sync-delimited" -> "\u00ff" + result(texts.get("id"));
            case "guest-exec" -> {
                words.addFirst(texts.get("path"));
                yield start(words, texts.getOrDefault("input-data", ""));
            }
            case "guest-exec-status" -> status(Long.parseLong(texts.get("pid")));
            case "guest-file-open" -> open(texts.get("path"));
            case "guest-file-write" -> {
                byte[] octets = Base64.getDecoder().decode(texts.get("buf-b64"));
                files.get(Integer.parseInt(texts.get("handle"))).write(octets);
                yield result("{}");
            }
            case "guest-file-close" -> {
                files.get(Integer.parseInt(texts.get("handle"))).close();
                yield result("{}");
            }
            case null, default -> throw new IOException(line);
        };
    }

    private static String result(String value) {
        return "{\"return\": " + value + "}";
    }

    private String start(List<String> words, String input) throws IOException {
        Process process = new ProcessBuilder(words).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(Base64.getDecoder().decode(input));
        }
        started.incrementAndGet();
        programs.put(
                process.pid(),
                new Program(
                        process,
                        Kept.of(process.getInputStream()),
                        Kept.of(process.getErrorStream())));
        return result("{\"pid\": " + process.pid() + "}");
    }

    private String open(String path) {
        try {
            // A file of /proc is not made, and so not there is no such program (yet).
            files.add(new FileOutputStream(path));
            return result(String.valueOf(files.size() - 1));
        } catch (IOException e) {
            return "{\"error\": {\"desc\": \"no such file\"}}";
        }
    }

    private String status(long pid) throws InterruptedException {
        Program program = programs.get(pid);
        if (program == null) {
            return "{\"error\": {\"desc\": \"no such process\"}}";
        }
        boolean ended =
                !program.process().isAlive()
                        && !program.out().reader().isAlive()
                        && !program.err().reader().isAlive();
        if (!ended) {
            return result("{\"exited\": false}");
        }
        programs.remove(pid);
        byte[] out = program.out().octets().toByteArray();
        byte[] err = program.err().octets().toByteArray();
        mostKept.accumulateAndGet(Math.max(out.length, err.length), Math::max);
        return result(
                "{\"exited\": true, \"exitcode\": %d, \"out-data\": \"%s\", \"err-data\": \"%s\"}"
                        .formatted(
                                program.process().waitFor(),
                                Base64.getEncoder().encodeToString(out),
                                Base64.getEncoder().encodeToString(err)));
    }

    @Override
    public void close() throws IOException {
        agent.close();
        server.close();
        programs.values().forEach(program -> program.process().destroyForcibly());
    }
}
