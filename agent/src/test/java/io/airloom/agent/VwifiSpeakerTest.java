package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.NetlinkSocket;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The records of a client, octet for octet as vwifi's protocol has them, and what its kernel is
/// told.
class VwifiSpeakerTest {
    private static final int FAMILY = 0x23;
    private static final long KEY = 0x4200_0000_0000L;
    private static final long OTHER_KEY = 0x4200_0000_0100L;
    private static final long ADDRESS = 0x0200_0000_0700L;
    private static final long RATES = TxRates.with(TxRates.NONE, 0, 3, 2);

    private final UnixSocket[] pair = UnixSocket.pair();
    private final Kernel kernel = new Kernel();
    private final VwifiSpeaker speaker = new VwifiSpeaker(kernel);
    private final VwifiStream stream = new VwifiStream(pair[0]);

    @AfterEach
    void close() {
        pair[0].close();
        pair[1].close();
    }

    @Test
    void aFrameGoesOutAsItsKernelSaidItUnderTheAddressThatItWasSentFrom() {
        speaker.server(stream);
        byte[] message = kernel.transmits(40, 0);
        speaker.fromKernel();
        assertThat(stream.send()).isTrue();
        byte[] expected = new byte[1 + message.length];
        expected[0] = 20;
        System.arraycopy(message, 0, expected, 1, message.length);
        System.arraycopy(HexFormat.of().parseHex("020000000700"), 0, expected, 1 + 24, 6);
        assertThat(received()).isEqualTo(expected);
    }

    @Test
    void theKernelIsToldThatEachFrameWasAcknowledgedAndItsOtherRadiosHearIt() {
        speaker.server(stream);
        kernel.transmits(40, HwsimFlags.NO_ACK);
        speaker.fromKernel();
        assertThat(kernel.told)
                .containsExactly(
                        new Told(
                                HwsimCommand.TX_INFO_FRAME,
                                KEY,
                                HwsimFlags.NO_ACK | HwsimFlags.STAT_ACK,
                                RATES,
                                -10),
                        new Told(HwsimCommand.FRAME, OTHER_KEY, 0, TxRates.NONE, -10));
    }

    @Test
    void withoutAServerNothingIsAcknowledged() {
        kernel.transmits(40, 0);
        speaker.fromKernel();
        assertThat(kernel.told.getFirst().flags()).isZero();
    }

    @Test
    void whatTheServerSendsIsHeardByAllRadios() {
        speaker.server(stream);
        byte[] record = record(-47, 60);
        for (byte octet : record) {
            pair[1].send(new byte[] {octet}, 0, 1);
            assertThat(stream.receive()).isTrue();
            assertThat(speaker.fromServer()).isNull();
        }
        assertThat(kernel.told)
                .containsExactly(
                        new Told(HwsimCommand.FRAME, KEY, 0, TxRates.NONE, -47),
                        new Told(HwsimCommand.FRAME, OTHER_KEY, 0, TxRates.NONE, -47));
    }

    @Test
    void aServerThatSendsNoRecordsIsLeft() {
        speaker.server(stream);
        byte[] record = record(-47, 60);
        record[4] = 0x7f;
        pair[1].send(record, 0, record.length);
        assertThat(stream.receive()).isTrue();
        assertThat(speaker.fromServer()).isEqualTo("it sends what is no record");
        assertThat(kernel.told).isEmpty();
    }

    @Test
    void whatAServerDoesNotTakeIsDroppedAtABound() {
        speaker.server(stream);
        for (int i = 0; i < 2_000; i++) {
            kernel.transmits(1_500, HwsimFlags.NO_ACK);
            speaker.fromKernel();
            stream.send();
        }
        assertThat(stream.dropped()).isPositive();
        assertThat(kernel.told).hasSize(2 * 2_000);
    }

    @Test
    void commandLinesSayWhereTheServerIs() {
        assertThat(VwifiArguments.areMeant("--name", "x", "--speak", "vwifi")).isTrue();
        assertThat(VwifiArguments.areMeant("--radios", "1")).isFalse();
        VwifiArguments plain = VwifiArguments.parse("--speak", "vwifi");
        assertThat(plain.to()).isEqualTo("vsock");
        assertThat(VwifiArguments.parse("--speak", "vwifi", "--spy").to())
                .isEqualTo("tcp:127.0.0.1");
        assertThatThrownBy(() -> VwifiArguments.parse("--speak", "vwifi", "--to", "x:1"))
                .hasMessageStartingWith("--to x:1 is not vsock");
        assertThatThrownBy(() -> VwifiArguments.parse("--speak", "vwifi", "--to"))
                .hasMessage("--to wants a value");
        assertThatThrownBy(() -> VwifiArguments.parse("--speak", "vwifi", "--radios", "101"))
                .hasMessage("--radios wants 0 to 100, not 101");
        assertThat(VwifiArguments.parse("--speak", "vwifi", "--radios", "2").radios()).isEqualTo(2);
        assertThatThrownBy(() ->
                        VwifiArguments.parse("--speak", "vwifi", "--to", "tcp:127.0.0.1:99999"))
                .hasMessage("--to tcp:127.0.0.1:99999: no such port");
    }

    private byte[] received() {
        byte[] octets = new byte[8192];
        int n = pair[1].receive(octets, 0, octets.length);
        return java.util.Arrays.copyOf(octets, n);
    }

    /// A record as a server sends it: transmitter, frame and frequency.
    private static byte[] record(int powerDbm, int frameLength) {
        int length = 20 + 12 + 4 + frameLength + 8;
        ByteBuffer out = ByteBuffer.allocate(1 + length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) powerDbm);
        out.putInt(length).putInt(0x1234).putInt(0).putInt(0);
        out.putInt(0x0102);
        out.putShort((short) 10).putShort((short) 2).put(new byte[8]);
        out.putShort((short) (4 + frameLength)).putShort((short) 3).put(new byte[frameLength]);
        out.putShort((short) 8).putShort((short) 19).putInt(5180);
        return out.array();
    }

    /// What a kernel was told.
    private record Told(int command, long key, int flags, long rates, int signalDbm) {}

    private static final class Kernel implements VwifiRadios {
        final Deque<byte[]> said = new ArrayDeque<>();
        final List<Told> told = new ArrayList<>();
        private final HwsimMessage message = new HwsimMessage();

        /// @return the message
        byte[] transmits(int frameLength, int flags) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment frame = arena.allocate(frameLength);
                frame.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x08);
                MacAddress.write(frame, 10, ADDRESS);
                MemorySegment memory = arena.allocate(4096, 8);
                int length =
                        HwsimKernelEncoder.frame(
                                memory,
                                0,
                                4096,
                                FAMILY,
                                KEY,
                                frame,
                                0,
                                frameLength,
                                flags,
                                2412,
                                RATES,
                                0,
                                7,
                                false);
                byte[] octets = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                said.add(octets);
                return octets;
            }
        }

        @Override
        public int family() {
            return FAMILY;
        }

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            byte[] next = said.poll();
            if (next == null) {
                return NetlinkSocket.WOULD_BLOCK;
            }
            MemorySegment.copy(next, 0, buffer, ValueLayout.JAVA_BYTE, offset, next.length);
            return next.length;
        }

        @Override
        public int send(MemorySegment buffer, long offset, int length) {
            message.wrap(buffer, offset, length);
            assertThat(buffer.get(ValueLayout.JAVA_SHORT, offset + 4)).isEqualTo((short) FAMILY);
            assertThat(buffer.get(ValueLayout.JAVA_SHORT, offset + 6))
                    .as("the kernel passes over what is no request")
                    .isEqualTo((short) 1);
            boolean status = message.command() == HwsimCommand.TX_INFO_FRAME;
            told.add(
                    new Told(
                            message.command(),
                            status ? message.transmitterKey() : message.receiverAddress(),
                            message.flags(),
                            message.rates(),
                            message.signalDbm()));
            return length;
        }

        @Override
        public long[] keys() {
            return new long[] {KEY, OTHER_KEY};
        }
    }
}
