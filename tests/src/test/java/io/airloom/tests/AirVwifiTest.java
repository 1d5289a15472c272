package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `airloom air --vwifi` stands in for vwifi-server. Method: the whole program, and in the
/// place of vwifi's programs sockets that say what these say, as the protocol has it.
class AirVwifiTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir Path folder;

    @Test
    void clientsSpiesAndControlProgramsAreServedOnTheirPorts() throws Exception {
        int clients = freePort();
        int spies = freePort();
        int controls = freePort();
        String ports = "0,%d,%d,%d".formatted(clients, spies, controls);
        String[] line = {"air", "--vwifi", "--vwifi-ports", ports};
        try (Program air = Program.airloom(folder, line)) {
            air.awaitOutput("Ctrl-C ends it.", SOON);
            try (Socket sender = connect(clients)) {
                air.awaitOutput("vwifi-383 is on the air", SOON);
                try (Socket hearer = connect(clients);
                        Socket spy = connect(spies)) {
                    air.awaitOutput("the new one has 384", SOON);
                    air.awaitOutput("spy-383 is on the air", SOON);
                    byte[] record = record(20);
                    sender.getOutputStream().write(record);
                    assertThat(firstOctet(hearer)).as("received signal, dBm").isEqualTo(-10);
                    assertThat(firstOctet(spy)).as("power, dBm").isEqualTo(20);
                    assertThat(spiesAndClients(controls)).containsExactly(1, 2);
                }
            }
            try (Program second = Program.airloom(folder, line)) {
                Program.Result taken = second.finish(SOON);
                assertThat(taken.exitCode()).as(taken.toString()).isEqualTo(3);
                assertThat(taken.stderr()).contains("--vwifi-ports");
            }
            air.awaitOutput("vwifi-384 is gone", SOON);
            air.signal("INT");
            Program.Result result = air.finish(SOON);
            assertThat(result.stdout())
                    .contains("1  frames from vwifi's clients")
                    .contains("2  frames to vwifi's clients")
                    .contains("1  control orders");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static int firstOctet(Socket socket) throws IOException {
        return (byte) socket.getInputStream().read();
    }

    /// LIST, of which the names are not read.
    private static int[] spiesAndClients(int port) throws IOException {
        try (Socket control = connect(port)) {
            control.getOutputStream().write(new byte[] {1, 0, 0, 0});
            DataInputStream in = new DataInputStream(control.getInputStream());
            int spies = Integer.reverseBytes(in.readInt());
            in.readNBytes(20 * spies);
            return new int[] {spies, Integer.reverseBytes(in.readInt())};
        }
    }

    /// A beacon as a client sends it: power, then the kernel's message.
    private static byte[] record(int powerDbm) {
        ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        byte[] address = {0x74, (byte) 0xf8, (byte) 0xf6, 1, 0, 0};
        out.put((byte) powerDbm).putInt(0).putInt(0x1f).putInt(0).putInt(0).putInt(0x0102);
        out.putShort((short) 10).putShort((short) 2).put(address).putShort((short) 0);
        out.putShort((short) (4 + 40)).putShort((short) 3);
        out.putInt(0x80).putInt(-1).putShort((short) -1).put(address).put(new byte[24]);
        out.putShort((short) 8).putShort((short) 4).putInt(2);
        out.putShort((short) 8).putShort((short) 19).putInt(2412);
        out.putShort((short) 12).putShort((short) 8).putLong(1);
        int length = out.position();
        out.putInt(1, length - 1);
        byte[] record = new byte[length];
        out.flip().get(record);
        return record;
    }
}
