package io.airloom.agent;

import io.airloom.linux.CharacterDevice;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import io.airloom.wire.AgentAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// The ways to a host, from the guest's side.
final class HostLinks {
    /// How long a connection may take.
    private static final int CONNECT_MILLIS = 3000;

    /// The host's CID on every vsock.
    private static final int HOST_CID = 2;

    private HostLinks() {}

    /// Connects, waiting up to three seconds.
    ///
    /// @throws AgentException that says why not, and what to do
    static HostLink open(AgentAddress address) {
        try {
            return switch (address) {
                case AgentAddress.Vsock to ->
                        finish(VsockSocket.connect(HOST_CID, to.port()), address);
                case AgentAddress.Unix to -> new SocketLink(UnixSocket.connect(Path.of(to.path())));
                case AgentAddress.Tcp to -> finish(TcpSocket.connect(resolved(to)), address);
                case AgentAddress.Serial to ->
                        new LineLink(CharacterDevice.open(Path.of(to.path())));
            };
        } catch (LinuxException e) {
            throw new AgentException(
                    "cannot reach the air at " + address + ": " + Errno.text(e.errno()),
                    remedy(address, e.errno()));
        }
    }

    private static InetSocketAddress resolved(AgentAddress.Tcp to) {
        InetSocketAddress address = new InetSocketAddress(to.host(), to.port());
        if (address.isUnresolved()) {
            throw new AgentException(
                    "nobody knows a machine \"" + to.host() + "\"",
                    "use its address in numbers, or see what this machine's resolver says");
        }
        return address;
    }

    /// Waits for a connection that was begun.
    private static HostLink finish(StreamSocket socket, AgentAddress address) {
        try {
            if (!socket.awaitWritable(CONNECT_MILLIS)) {
                throw new AgentException(
                        "the air at " + address + " does not answer",
                        "is it the right address, and no firewall?");
            }
            socket.finishConnect();
            return new SocketLink(socket);
        } catch (LinuxException | AgentException e) {
            socket.close();
            throw e;
        }
    }

    private static String remedy(AgentAddress address, int errno) {
        return switch (address) {
            case AgentAddress.Vsock _ ->
                    errno == Errno.EAFNOSUPPORT || errno == Errno.ENODEV
                            ? "this machine has no vsock device: give it one, or use another way"
                                    + " (--to); if it has one: modprobe vmw_vsock_virtio_transport"
                            : "start the air on the host: airloom air --agents " + address;
            case AgentAddress.Unix _ -> "start the air: airloom air --agents " + address;
            case AgentAddress.Tcp to ->
                    errno == Errno.ECONNREFUSED
                            ? "start the air there: airloom air --agents tcp:ADDRESS:"
                                    + to.port()
                                    + " --secret FILE"
                            : "is it the right address, and no firewall?";
            case AgentAddress.Serial _ ->
                    switch (errno) {
                        case Errno.ENOENT ->
                                "give the machine a virtio-serial port with the name"
                                        + " io.airloom.agent, or name another device (--to)";
                        case Errno.EACCES -> "start the agent as root";
                        case Errno.EBUSY -> "end the program that has it open";
                        default -> "";
                    };
        };
    }
}
