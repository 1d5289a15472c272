package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.LinuxException;
import io.airloom.machine.MachineFiles;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockStream;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The vsock of a lab: sockets in the run directory for each node that asks for it, and three old
/// services of the host, for checks. There is none if no node asks.
final class LabVsock implements AutoCloseable {
    /// Sends back what comes (RFC 862).
    static final int ECHO = 7;

    /// Takes what comes (RFC 863).
    static final int DISCARD = 9;

    /// Sends zeros without end, in the manner of RFC 864.
    static final int SOURCE = 19;

    private static final int BLOCK = 1 << 16;

    private final @Nullable VsockThread vsock;

    private LabVsock(@Nullable VsockThread vsock) {
        this.vsock = vsock;
    }

    /// Listens for the machines of these nodes, and serves them.
    ///
    /// @param elsewhere nodes that somebody else serves
    /// @throws EnvironmentException if it cannot
    static LabVsock of(Topology topology, Path directory, Predicate<NodeSpec> elsewhere) {
        List<NodeSpec> nodes =
                topology.nodes().stream()
                        .filter(NodeSpec::hasVsock)
                        .filter(elsewhere.negate())
                        .toList();
        if (nodes.isEmpty()) {
            return new LabVsock(null);
        }
        VsockThread vsock =
                VsockThread.start(
                        VsockOptions.usual().withBetweenGuests(topology.vsockBetweenNodes()));
        try {
            for (NodeSpec node : nodes) {
                MachineFiles files = new MachineFiles(directory, node.name());
                vsock.listen(files.vsock(), node.cid(), node.name(), files.vsockDoor());
            }
            vsock.listen(ECHO, stream -> stream.input().transferTo(stream.output()));
            vsock.listen(DISCARD, LabVsock::discard);
            vsock.listen(SOURCE, LabVsock::source);
            return new LabVsock(vsock);
        } catch (LinuxException | IOException e) {
            vsock.close();
            throw new EnvironmentException(
                    "no vsock for this lab: " + e.getMessage(), "run it again", e);
        }
    }

    private static void discard(VsockStream stream) throws IOException {
        byte[] block = new byte[BLOCK];
        while (stream.input().read(block) >= 0) {
            // Until the guest has no more.
        }
    }

    private static void source(VsockStream stream) throws IOException {
        byte[] block = new byte[BLOCK];
        while (true) {
            // Ends with the IOException that says that nobody wants more.
            stream.output().write(block);
        }
    }

    @Override
    public void close() {
        if (vsock != null) {
            vsock.close();
        }
    }
}
