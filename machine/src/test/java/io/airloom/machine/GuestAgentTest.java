package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Speaks with an agent that the test plays, which may be as hostile as it likes.
class GuestAgentTest {
    private static final Pattern SYNC = Pattern.compile(".*guest-sync-delimited.*\"id\":(\\d+).*");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /// What the played agent does with one request; returns the answer, or null for none.
    private interface Play {
        String answer(String request, OutputStream out) throws IOException;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private GuestAgent agent(Play play) throws IOException {
        Path socket = folder.resolve("agent");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(server);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> serve(server, play));
        GuestAgent agent = GuestAgent.connect(socket);
        open.add(agent);
        return agent;
    }

    /// The same over a terminal line.
    private GuestAgent terminalLine(Play play) throws IOException {
        Path socket = folder.resolve("line");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(server);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> serve(server, play));
        GuestAgent agent =
                GuestAgent.overTerminalLine(
                        SocketChannel.open(UnixDomainSocketAddress.of(socket)), "node");
        open.add(agent);
        return agent;
    }

    private void serve(ServerSocketChannel server, Play play) {
        try (SocketChannel channel = server.accept();
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(channel),
                                        StandardCharsets.UTF_8))) {
            OutputStream out = Channels.newOutputStream(channel);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                asked.add(line);
                Matcher sync = SYNC.matcher(line);
                String answer = play.answer(line, out);
                if (answer == null && sync.matches()) {
                    answer = "\u00ff{\"return\": " + sync.group(1) + "}";
                }
                if (answer == null && line.contains("guest-file-open")) {
                    answer = "{\"error\": {\"desc\": \"no such file\"}}";
                }
                if (answer != null) {
                    out.write((answer + "\n").getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The test is over, or the play ended the conversation.
        }
    }

    private static String exited(int code, String base64) {
        return "{\"return\": {\"exited\": true, \"exitcode\": %d, \"out-data\": \"%s\"}}"
                .formatted(code, base64);
    }

    private static final String PID = "{\"return\": {\"pid\": 7}}";

    private static ExecResult run(GuestAgent agent) throws Exception {
        return agent.exec(List.of("cat", "a b"), new byte[] {'x'}, LIMIT);
    }

    @Test
    void runsAProgram() throws Exception {
        GuestAgent agent =
                agent((request, _) -> {
                    if (request.contains("guest-exec-status")) {
                        return asked.size() < 5
                                ? "{\"return\": {\"exited\": false}}"
                                : exited(3, "aGk=");
                    }
                    return request.contains("guest-exec") ? PID : null;
                });
        assertThat(agent.awaitAnswer(LIMIT)).isTrue();
        ExecResult result = run(agent);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("hi");
        assertThat(asked.get(1))
                .startsWith(
                        "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"sh\",\"arg\":[\"-c\",")
                .endsWith(
                        "\"sh\",\"cat\",\"a b\"],\"input-data\":\"eA==\",\"capture-output\":true}}");
    }

    @Test
    void skipsWhatStandsBeforeTheDelimiter() throws Exception {
        GuestAgent agent =
                agent((request, out) -> {
                    out.write(
                            "garbage\n{\"return\": 1}\n{\"ret".getBytes(StandardCharsets.US_ASCII));
                    return null;
                });
        assertThat(agent.awaitAnswer(LIMIT)).isTrue();
    }

    @Test
    void saysThatASilentAgentDoesNotAnswer() throws Exception {
        GuestAgent agent = agent((_, _) -> "");
        assertThat(agent.awaitAnswer(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void saysThatTheGuestHasGone() throws Exception {
        GuestAgent agent =
                agent((request, _) -> {
                    if (request.contains("sync")) {
                        return null;
                    }
                    throw new IOException("power off");
                });
        assertThatThrownBy(() -> run(agent))
                .isInstanceOf(GuestAgent.AgentException.class)
                .hasMessageContaining("the guest has gone");
        assertThatThrownBy(() -> run(agent)).hasMessageContaining("the guest has gone");
    }

    @Test
    void passesOnWhyTheAgentRefuses() throws Exception {
        GuestAgent agent =
                agent((request, _) ->
                        request.contains("exec") && !request.contains("sync")
                                ? "{\"error\": {\"desc\": \"Failed to execute child process\"}}"
                                : null);
        assertThatThrownBy(() -> run(agent)).hasMessage("Failed to execute child process");
    }

    @Test
    void goesOnAfterNonsense() throws Exception {
        GuestAgent agent =
                agent((request, _) -> {
                    if (request.contains("guest-exec-status")) {
                        return exited(0, "aGk=");
                    }
                    if (request.contains("guest-exec")) {
                        return asked.size() == 2 ? "nonsense" : PID;
                    }
                    return null;
                });
        assertThatThrownBy(() -> run(agent)).hasMessageContaining("no JSON");
        assertThat(run(agent).stdout()).isEqualTo("hi");
    }

    @Test
    void refusesOutputThatIsNotBase64() throws Exception {
        GuestAgent agent =
                agent((request, _) ->
                        request.contains("status")
                                ? exited(0, "?")
                                : request.contains("guest-exec") ? PID : null);
        assertThatThrownBy(() -> run(agent)).hasMessage("output that is not base64");
    }

    @Test
    void refusesALineWithoutEnd() throws Exception {
        byte[] noise = new byte[1 << 20];
        java.util.Arrays.fill(noise, (byte) 'x');
        GuestAgent agent =
                agent((_, out) -> {
                    while (true) {
                        out.write(noise);
                    }
                });
        assertThatThrownBy(() -> agent.awaitAnswer(LIMIT))
                .hasMessage("the guest agent sends a line without end");
    }

    @Test
    void killsAProgramThatTakesTooLong() throws Exception {
        List<String> killed = new CopyOnWriteArrayList<>();
        GuestAgent agent =
                agent((request, _) -> {
                    if (request.contains("guest-exec-status")) {
                        return killed.isEmpty()
                                ? "{\"return\": {\"exited\": false}}"
                                : "{\"return\": {\"exited\": true, \"signal\": 9, \"out-data\":"
                                        + " \"aGk=\"}}";
                    }
                    if (request.contains("kill -KILL")) {
                        killed.add(request);
                    }
                    return request.contains("guest-exec") ? PID : null;
                });
        ExecResult result = agent.exec(List.of("sleep", "9"), new byte[0], Duration.ofMillis(20));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.stdout()).isEqualTo("hi");
        assertThat(killed).singleElement().asString().contains("\"sh\",\"7\"");
    }

    @Test
    void synchronisesAgainWhenALineHasLostIt() throws Exception {
        GuestAgent agent = terminalLine((_, _) -> asked.size() < 4 ? "" : null);
        assertThat(agent.awaitAnswer(LIMIT)).isTrue();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void sendsLongRequestsInPiecesOverATerminalLine() throws Exception {
        Map<String, ByteArrayOutputStream> files = new TreeMap<>();
        List<String> handles = new ArrayList<>();
        Pattern path = Pattern.compile(".*\"path\":\"([^\"]+)\".*");
        Pattern piece = Pattern.compile(".*\"handle\":(\\d+),\"buf-b64\":\"([^\"]+)\".*");
        GuestAgent agent =
                terminalLine((request, _) -> {
                    Matcher named = path.matcher(request);
                    Matcher written = piece.matcher(request);
                    if (request.contains("guest-file-open") && named.matches()) {
                        handles.add(named.group(1));
                        files.put(named.group(1), new ByteArrayOutputStream());
                        return "{\"return\": " + (handles.size() - 1) + "}";
                    } else if (written.matches()) {
                        String name = handles.get(Integer.parseInt(written.group(1)));
                        files.get(name).writeBytes(Base64.getDecoder().decode(written.group(2)));
                        return "{\"return\": {\"count\": 1, \"eof\": false}}";
                    } else if (request.contains("guest-file-close")) {
                        return "{\"return\": {}}";
                    } else if (request.contains("guest-exec-status")) {
                        return exited(0, "");
                    }
                    return request.contains("guest-exec") ? PID : null;
                });
        byte[] input = new byte[10_000];
        Arrays.fill(input, (byte) 'x');
        agent.exec(List.of("tee", "it's", "y".repeat(5_000)), input, LIMIT);
        assertThat(asked)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(GuestAgent.LINE_BYTES));
        assertThat(files.get("/run/airloom-exec-1.in").toByteArray()).isEqualTo(input);
        assertThat(files.get("/run/airloom-exec-1").toString(StandardCharsets.UTF_8))
                .startsWith(
                        """
                        exec </run/airloom-exec-1.in
                        rm /run/airloom-exec-1.in /run/airloom-exec-1
                        exec 'sh' '-c' '\
                        """
                                + "exec 3<<A")
                .endsWith("' 'sh' 'tee' 'it'\\''s' '%s'\n".formatted("y".repeat(5_000)));
        assertThat(asked).anyMatch(line -> line.contains("[\"/run/airloom-exec-1\"]"));
    }
}
