package io.airloom.bench;

import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.NodeNaming;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The program of the process that [AirProcess] attacks: an air on a socket, which tells on its
/// standard output how sessions end.
///
/// ```
///  ready
///  end KIND                a session ended by a violation
///  heap OCTETS             the answer to a line on standard input
/// ```
public final class HostileAir {
    private HostileAir() {}

    /// Runs until standard input ends.
    ///
    /// @param args the socket's path
    public static void main(String[] args) throws IOException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread.ofPlatform().name("lines").daemon().start(() -> print(lines));
        AirOptions options = AirOptions.ideal().withListener(new Ends(lines));
        try (AirThread air = AirThread.start(options);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            air.listen(Path.of(args[0]), new NodeNaming.Numbered("guest"));
            lines.add("ready");
            while (in.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                lines.add("heap " + (runtime.totalMemory() - runtime.freeMemory()));
            }
        }
    }

    private static void print(BlockingQueue<String> lines) {
        PrintStream out = System.out;
        try {
            while (true) {
                out.println(lines.take());
                if (lines.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Ends(BlockingQueue<String> lines) implements SessionListener {
        @Override
        public void disconnected(GuestConnection connection, SessionEnd end) {
            if (end instanceof SessionEnd.Violated(var violation)) {
                lines.add("end " + violation.kind());
            }
        }
    }
}
