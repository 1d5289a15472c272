package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.EventFd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A guest with one radio behind a front end: its driver's two rings, and what it sends and gets.
final class TestGuest implements AutoCloseable {
    static final long BROADCAST = 0xffff_ffff_ffffL;
    static final long KEY = 0x4200_0000_0000L;
    static final int FREQ = 2412;
    static final int BUFFER = 3776;
    static final int RING = 64;
    private static final long TX_BUFFERS = 1 << 17;
    private static final long RX_BUFFERS = 1 << 19;

    /// One message from the medium. For a FRAME the frame's length and first octets; for a TX
    /// status whether it was acknowledged.
    record Message(int command, int length, int flags, long cookie, long transmitter) {}

    final FrontEnd frontEnd;
    final TestMemory memory = new TestMemory(1 << 20);
    final DriverRing tx = new DriverRing(memory.bytes, 0, RING);
    final DriverRing rx = new DriverRing(memory.bytes, tx.end(), RING);
    final EventFd txKick = EventFd.create();
    final EventFd rxKick = EventFd.create();
    final EventFd txCall = EventFd.create();
    final EventFd rxCall = EventFd.create();
    final long address;
    private final MemorySegment frame = Arena.ofAuto().allocate(2400);
    private final HwsimMessage parser = new HwsimMessage();
    private int rxSeen;

    TestGuest(FrontEnd frontEnd, int number) {
        this.frontEnd = frontEnd;
        this.address = 0x0200_0000_0000L | (long) number << 8;
    }

    /// The hand-shake of QEMU, with these features.
    void setUp(long features) {
        negotiate(features);
        frontEnd.setUpQueue(HwsimDevice.TX, tx, TestMemory.USER, txKick, txCall);
        frontEnd.setUpQueue(HwsimDevice.RX, rx, TestMemory.USER, rxKick, rxCall);
        // When this is answered, all before has been done.
        frontEnd.sendAcknowledged(VhostUserRequest.SET_OWNER, 0, new byte[0]);
    }

    void negotiate(long features) {
        frontEnd.send(VhostUserRequest.SET_PROTOCOL_FEATURES, FrontEnd.u64(0x28));
        frontEnd.send(VhostUserRequest.SET_OWNER, new byte[0]);
        frontEnd.send(
                VhostUserRequest.SET_FEATURES,
                FrontEnd.u64(
                        features
                                | VhostUserMessage.FEATURE_VERSION_1
                                | VhostUserMessage.FEATURE_PROTOCOL_FEATURES));
        frontEnd.sendAcknowledged(VhostUserRequest.SET_MEM_TABLE, 0, memory.table(), memory.fd);
    }

    /// Puts out this many empty buffers.
    void post(int count) {
        for (int i = 0; i < count; i++) {
            int descriptor = rx.availableIndex & (RING - 1);
            rx.descriptor(descriptor, rxBuffer(descriptor), BUFFER, DriverRing.WRITE, 0);
            rx.offer(descriptor);
        }
        rxKick.signal();
        frontEnd.settle();
    }

    static long rxBuffer(int descriptor) {
        return RX_BUFFERS + (long) descriptor * BUFFER;
    }

    /// Announces the radio's address.
    void announce() {
        long at = txBuffer();
        int length =
                HwsimKernelEncoder.macAddress(
                        memory.bytes, at, BUFFER, 33, HwsimCommand.ADD_MAC_ADDR, KEY, address);
        assertThat(length).isPositive();
        offer(at, BUFFER);
    }

    /// Sends a data frame of so many octets; it is there when the method returns, but not
    /// announced.
    void queueFrame(long to, int frameLength, long cookie) {
        long at = txBuffer();
        int length = writeFrame(at, to, frameLength, cookie);
        assertThat(length).isPositive();
        offer(at, BUFFER);
    }

    int writeFrame(long at, long to, int frameLength, long cookie) {
        frame.fill((byte) 0x5a);
        frame.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 0x0008);
        MacAddress.write(frame, 4, to);
        MacAddress.write(frame, 10, address);
        MacAddress.write(frame, 16, to);
        frame.set(ValueLayout.JAVA_SHORT_UNALIGNED, 22, (short) (cookie << 4));
        int flags = MacAddress.isGroup(to) ? 3 : 1;
        long rates = TxRates.with(TxRates.NONE, 0, 0, 1);
        return HwsimKernelEncoder.frame(
                memory.bytes,
                at,
                BUFFER,
                33,
                KEY,
                frame,
                0,
                frameLength,
                flags,
                FREQ,
                rates,
                0,
                cookie,
                false);
    }

    /// Where the next message goes: the buffer of the next descriptor.
    long txBuffer() {
        return TX_BUFFERS + (long) (tx.availableIndex & (RING - 1)) * BUFFER;
    }

    void offer(long at, int length) {
        int descriptor = tx.availableIndex & (RING - 1);
        tx.descriptor(descriptor, at, length, 0, 0);
        tx.offer(descriptor);
    }

    void kick() {
        txKick.signal();
        frontEnd.settle();
    }

    void send(long to, int frameLength, long cookie) {
        queueFrame(to, frameLength, cookie);
        kick();
    }

    /// What has come since the last time; the buffers are put out again.
    List<Message> received() {
        List<Message> messages = new ArrayList<>();
        int posted = 0;
        while (rxSeen != rx.usedIndex()) {
            int descriptor = rx.usedHead(rxSeen);
            int length = rx.usedLength(rxSeen);
            rxSeen = (rxSeen + 1) & 0xffff;
            messages.add(parse(rxBuffer(descriptor), length));
            posted++;
        }
        if (posted > 0) {
            post(posted);
        }
        return messages;
    }

    Message parse(long at, int length) {
        HwsimProblem problem = parser.wrap(memory.bytes, at, length);
        assertThat(problem).isEqualTo(HwsimProblem.OK);
        assertThat(parser.length()).isEqualTo(length);
        return new Message(
                parser.command(),
                parser.frameLength(),
                parser.flags(),
                parser.cookie(),
                parser.frameLength() < 16
                        ? 0
                        : MacAddress.read(memory.bytes, parser.frameOffset() + 10));
    }

    @Override
    public void close() {
        frontEnd.close();
        memory.close();
        txKick.close();
        rxKick.close();
        txCall.close();
        rxCall.close();
    }
}
