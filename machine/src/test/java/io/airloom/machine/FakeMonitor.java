package io.airloom.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays QEMU's monitor: one client after the other, each greeted.
final class FakeMonitor implements AutoCloseable {
    static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}";

    private static final Pattern COMMAND =
            Pattern.compile("\\{\"execute\":\"([a-z_-]+)\".*\"id\":(\\d+)\\}");

    /// The commands that came, without the negotiation.
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocketChannel server;
    private final String greeting;
    private final Play play;

    /// What is done with one command; gives the lines to send, `ID` standing for the command's
    /// number.
    interface Play {
        String answer(String command, OutputStream out) throws IOException;
    }

    FakeMonitor(Path socket, String greeting, Play play) throws IOException {
        this.greeting = greeting;
        this.play = play;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    static String done() {
        return "{\"return\": {}, \"id\": ID}";
    }

    static String refused(String kind, String reason) {
        return "{\"id\": ID, \"error\": {\"class\": \"%s\", \"desc\": \"%s\"}}"
                .formatted(kind, reason);
    }

    static String deleted(String device) {
        return "{\"timestamp\": {\"seconds\": 1}, \"event\": \"DEVICE_DELETED\", \"data\":"
                + " {\"device\": \"%s\", \"path\": \"/machine/peripheral/air\"}}".formatted(device);
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept();
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            Channels.newInputStream(channel),
                                            StandardCharsets.UTF_8))) {
                OutputStream out = Channels.newOutputStream(channel);
                write(out, greeting);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    Matcher command = COMMAND.matcher(line);
                    if (!command.matches()) {
                        throw new IOException("no command: " + line);
                    }
                    String answer = done();
                    if (!command.group(1).equals("qmp_capabilities")) {
                        asked.add(line);
                        answer = play.answer(command.group(1), out);
                    }
                    write(out, answer.replace("ID", command.group(2)));
                }
            } catch (IOException e) {
                // The test is over, or the play ended the conversation.
            }
        }
    }

    private static void write(OutputStream out, String lines) throws IOException {
        if (!lines.isEmpty()) {
            out.write((lines + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
