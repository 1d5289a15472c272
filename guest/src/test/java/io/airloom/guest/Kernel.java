package io.airloom.guest;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;

/// A guest's kernel, as far as a medium sees it: sends messages, and reads what comes back.
final class Kernel {
    static final long KEY = 0x4200_0000_0000L;
    static final int TYPE = 0x21;

    /// A reception or TX status as the kernel reads it.
    record Received(
            int command,
            long key,
            int length,
            int rxRate,
            int signalDbm,
            int freqMhz,
            int flags,
            long cookie,
            String tries,
            String frame) {}

    final FakePort port = new FakePort();
    final Guest guest;
    long announcedNanos;
    private final MemorySegment memory = Arena.ofAuto().allocate(8192);

    Kernel(Air air, String name) {
        guest = new Guest(air, name, port);
    }

    /// A frame with both addresses as far as its length goes, the rest filled with `filler`.
    static MemorySegment frame(int frameControl, long to, long from, int length, int filler) {
        MemorySegment frame = Arena.ofAuto().allocate(Math.max(1, length));
        frame.fill((byte) filler);
        if (length > 0) {
            frame.set(ValueLayout.JAVA_BYTE, 0, (byte) frameControl);
        }
        if (length >= 10) {
            MacAddress.write(frame, 4, to);
        }
        if (length >= 16) {
            MacAddress.write(frame, 10, from);
        }
        return frame;
    }

    static long rates(int... indexAndTries) {
        long rates = TxRates.NONE;
        for (int i = 0; i < indexAndTries.length; i += 2) {
            rates = TxRates.with(rates, i / 2, indexAndTries[i], indexAndTries[i + 1]);
        }
        return rates;
    }

    void send(long key, MemorySegment frame, int flags, int freqMhz, long rates, long cookie) {
        int length =
                HwsimKernelEncoder.frame(
                        memory,
                        3,
                        8000,
                        TYPE,
                        key,
                        frame,
                        0,
                        (int) frame.byteSize(),
                        flags,
                        freqMhz,
                        rates,
                        0,
                        cookie,
                        false);
        deliver(length);
    }

    void beacon(long key, long from, int freqMhz, long cookie) {
        MemorySegment frame = frame(0x80, MacAddress.BROADCAST, from, 60, 0);
        send(key, frame, 2, freqMhz, rates(0, 1), cookie);
    }

    void data(long key, long to, long from, int freqMhz, long cookie) {
        send(key, frame(0x08, to, from, 50, 0x11), 0, freqMhz, rates(4, 2, 2, 3), cookie);
    }

    void addAddress(long key, long address) {
        deliver(address(HwsimCommand.ADD_MAC_ADDR, key, address));
    }

    void deleteAddress(long key, long address) {
        deliver(address(HwsimCommand.DEL_MAC_ADDR, key, address));
    }

    private int address(int command, long key, long address) {
        return HwsimKernelEncoder.macAddress(memory, 3, 100, TYPE, command, key, address);
    }

    /// A message in hex, from the command on: attributes behind the headers.
    void sendRaw(int command, String attributes) {
        byte[] octets = HexFormat.of().parseHex(attributes.replace(" ", ""));
        memory.asSlice(3, 20).fill((byte) 0);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, 3, 20 + octets.length);
        memory.set(ValueLayout.JAVA_BYTE, 19, (byte) command);
        MemorySegment.copy(octets, 0, memory, ValueLayout.JAVA_BYTE, 23, octets.length);
        deliver(20 + octets.length);
    }

    void sendOctets(byte[] octets) {
        MemorySegment.copy(octets, 0, memory, ValueLayout.JAVA_BYTE, 3, octets.length);
        deliver(octets.length);
    }

    private void deliver(int length) {
        guest.message(memory, 3, length, announcedNanos);
        // Whoever still reads this memory reads this.
        memory.fill((byte) 0xee);
    }

    List<Received> received() {
        return port.sent.stream().map(Kernel::read).toList();
    }

    Received last() {
        return read(port.sent.getLast());
    }

    List<Received> statuses() {
        return received().stream()
                .filter(one -> one.command() == HwsimCommand.TX_INFO_FRAME)
                .toList();
    }

    List<Received> receptions() {
        return received().stream().filter(one -> one.command() == HwsimCommand.FRAME).toList();
    }

    static Received read(byte[] octets) {
        MemorySegment segment = Arena.ofAuto().allocate(octets.length);
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, 0, octets.length);
        HwsimMessage message = new HwsimMessage();
        HwsimProblem problem = message.wrap(segment, 0, octets.length);
        if (problem != HwsimProblem.OK || message.has(HwsimAttribute.TX_INFO_FLAGS)) {
            throw new AssertionError(problem + " " + HexFormat.of().formatHex(octets));
        }
        boolean reception = message.command() == HwsimCommand.FRAME;
        StringBuilder tries = new StringBuilder();
        for (int leg = 0; leg < TxRates.LEGS && !reception; leg++) {
            tries.append(leg == 0 ? "" : " ")
                    .append(message.rateIndex(leg))
                    .append('×')
                    .append(message.rateCount(leg));
        }
        byte[] frame =
                segment.asSlice(message.frameOffset(), message.frameLength())
                        .toArray(ValueLayout.JAVA_BYTE);
        return new Received(
                message.command(),
                reception ? message.receiverAddress() : message.transmitterKey(),
                message.frameLength(),
                message.rxRate(),
                message.signalDbm(),
                message.freqMhz(),
                message.flags(),
                message.cookie(),
                tries.toString(),
                HexFormat.of().formatHex(frame));
    }
}
