package io.airloom.bench;

import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockStream;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Measures the vsock device between Java streams at the host and a guest without a machine around
/// it ([VsockGuest]), all in this process: what the device itself can do.
public final class VsockBench {
    private static final int CID = 3;
    private static final int DISCARD = 9;
    private static final int SOURCE = 19;
    private static final int ECHO = 7;
    private static final int BLOCK = 1 << 18;
    private static final long MEBIBYTE = 1 << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private VsockBench() {}

    /// What was measured.
    ///
    /// @param toHostMbits guest to host, Mbit/s
    /// @param toGuestMbits host to guest, Mbit/s
    /// @param connections in each of the two counts that follow
    /// @param sequenceSeconds for connections one after the other, an octet there and back on each
    /// @param atOnceSeconds for so many at once
    /// @param leftOver connections that the device still knows of when all are closed
    public record Report(
            double toHostMbits,
            double toGuestMbits,
            int connections,
            double sequenceSeconds,
            double atOnceSeconds,
            int leftOver) {
        /// For people.
        public List<String> lines() {
            return List.of(
                    "guest to host  %,.0f Mbit/s".formatted(toHostMbits),
                    "host to guest  %,.0f Mbit/s".formatted(toGuestMbits),
                    "%,d connections one after the other in %.2f s, at once in %.2f s"
                            .formatted(connections, sequenceSeconds, atOnceSeconds),
                    leftOver == 0
                            ? "no connection is left over"
                            : "%,d connections are left over".formatted(leftOver));
        }
    }

    /// Measures.
    ///
    /// @param mebibytes sent each way, after a tenth of it as warm-up
    /// @param connections how many one after the other, and at once
    /// @throws BackEndException if the device breaks off
    public static Report run(int mebibytes, int connections, Consumer<String> progress) {
        if (mebibytes < 1 || connections < 1 || connections > 2000) {
            throw new IllegalArgumentException(
                    "mebibytes=%d, connections=%d".formatted(mebibytes, connections));
        }
        try {
            Path folder = Files.createTempDirectory("airloom-bench");
            try (VsockThread host = VsockThread.start(VsockOptions.usual())) {
                host.listen(folder.resolve("vsock"), CID);
                try (VsockGuest guest = new VsockGuest(folder.resolve("vsock"))) {
                    return measure(host, guest, mebibytes, connections, progress);
                }
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new BackEndException("vsock: " + e.getMessage());
        }
    }

    private static Report measure(
            VsockThread host,
            VsockGuest guest,
            int mebibytes,
            int connections,
            Consumer<String> progress)
            throws IOException {
        host.listen(DISCARD, VsockBench::discard);
        host.listen(SOURCE, VsockBench::source);
        host.listen(ECHO, stream -> stream.input().transferTo(stream.output()));
        progress.accept("sending %,d MiB to the host".formatted(mebibytes));
        send(guest, Math.max(1, mebibytes / 10) * MEBIBYTE);
        double toHost = send(guest, mebibytes * MEBIBYTE);
        progress.accept("sending %,d MiB to the guest".formatted(mebibytes));
        receive(guest, Math.max(1, mebibytes / 10) * MEBIBYTE);
        double toGuest = receive(guest, mebibytes * MEBIBYTE);
        progress.accept("opening and closing %,d connections".formatted(connections));
        double sequence = inSequence(guest, connections);
        double atOnce = atOnce(guest, connections);
        return new Report(toHost, toGuest, connections, sequence, atOnce, leftOver(host));
    }

    private static void discard(VsockStream stream) throws IOException {
        byte[] block = new byte[BLOCK];
        while (stream.input().read(block) >= 0) {
            // Until the guest has no more.
        }
        stream.output().write(1);
    }

    private static void source(VsockStream stream) throws IOException {
        byte[] block = new byte[BLOCK];
        while (true) {
            // Ends with the IOException that says that nobody wants more.
            stream.output().write(block);
        }
    }

    private static double send(VsockHost guest, long octets) throws IOException {
        byte[] block = new byte[BLOCK];
        try (VsockStream stream = guest.connect(2, DISCARD)) {
            long start = System.nanoTime();
            for (long left = octets; left > 0; left -= BLOCK) {
                stream.output().write(block, 0, (int) Math.min(left, BLOCK));
            }
            stream.shutdownOutput();
            if (stream.input().read() != 1) {
                throw new IOException("the host did not take everything");
            }
            return mbits(octets, start);
        }
    }

    private static double receive(VsockHost guest, long octets) throws IOException {
        byte[] block = new byte[BLOCK];
        try (VsockStream stream = guest.connect(2, SOURCE)) {
            long start = System.nanoTime();
            long left = octets;
            while (left > 0) {
                int n = stream.input().read(block);
                if (n < 0) {
                    throw new IOException("the host has stopped");
                }
                left -= n;
            }
            return mbits(octets - left, start);
        }
    }

    private static double mbits(long octets, long startNanos) {
        return octets * 8 * 1e3 / (System.nanoTime() - startNanos);
    }

    private static double inSequence(VsockHost guest, int connections) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            try (VsockStream stream = guest.connect(2, ECHO)) {
                check(stream, i);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double atOnce(VsockHost guest, int connections) throws IOException {
        long start = System.nanoTime();
        List<VsockStream> streams = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            streams.add(guest.connect(2, ECHO));
        }
        for (int i = 0; i < connections; i++) {
            check(streams.get(i), i);
        }
        streams.forEach(VsockStream::close);
        return (System.nanoTime() - start) / 1e9;
    }

    private static void check(VsockStream stream, int number) throws IOException {
        stream.output().write(number);
        if (stream.input().read() != (number & 0xff)) {
            throw new IOException("another octet came back");
        }
    }

    private static int leftOver(VsockThread host) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (host.connections() > 0 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        return host.connections();
    }
}
