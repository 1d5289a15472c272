package io.airloom.agent;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.TxRates;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A kernel with radios that says what a test tells it to, and remembers what it was told.
final class FakeKernel implements KernelPort, GuestRadios {
    static final int FAMILY = 0x23;
    static final long KEY = 0x4200_0000_0000L;
    static final long ADDRESS = 0x0200_0000_0000L;

    /// Two tries of rate 3, then four of rate 1.
    static final long RATES = TxRates.with(TxRates.with(TxRates.NONE, 0, 3, 2), 1, 1, 4);

    private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
    private final List<byte[]> told = new CopyOnWriteArrayList<>();
    private final List<Long> created = new CopyOnWriteArrayList<>();

    /// A netlink message as it was told, or a TX status in it.
    record Status(long key, long cookie, int flags, long rates, int type) {}

    @Override
    public int family() {
        return FAMILY;
    }

    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        try {
            byte[] message = said.poll(20, TimeUnit.MILLISECONDS);
            if (message == null) {
                return NOTHING;
            }
            MemorySegment.copy(MemorySegment.ofArray(message), 0, buffer, offset, message.length);
            return message.length == 1 ? OVERRUN : message.length;
        } catch (InterruptedException e) {
            return NOTHING;
        }
    }

    @Override
    public void send(MemorySegment buffer, long offset, int length) {
        long at = offset;
        while (at < offset + length) {
            int one = buffer.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, at);
            byte[] message = new byte[one];
            MemorySegment.copy(buffer, at, MemorySegment.ofArray(message), 0, one);
            told.add(message);
            at += KernelMessage.align(one);
        }
    }

    /// A radio sends a frame.
    void transmits(long cookie) {
        transmits(cookie, 100, 0);
    }

    void transmits(long cookie, int frameLength, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4096, 8);
            MemorySegment frame = arena.allocate(frameLength);
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
                            cookie,
                            false);
            says(memory, length);
        }
    }

    /// An interface comes up.
    void addressAdded(long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64, 8);
            int length =
                    HwsimKernelEncoder.macAddress(
                            memory, 0, 64, FAMILY, HwsimCommand.ADD_MAC_ADDR, KEY, address);
            says(memory, length);
        }
    }

    /// It could not keep everything for us.
    void overruns() {
        said.add(new byte[1]);
    }

    void says(MemorySegment memory, int length) {
        byte[] message = new byte[length];
        MemorySegment.copy(memory, 0, MemorySegment.ofArray(message), 0, length);
        said.add(message);
    }

    /// Everything it was told.
    List<byte[]> told() {
        return told;
    }

    /// The TX statuses that it was told.
    List<Status> statuses() {
        List<Status> statuses = new ArrayList<>();
        HwsimMessage message = new HwsimMessage();
        try (Arena arena = Arena.ofConfined()) {
            for (byte[] each : told) {
                MemorySegment memory = arena.allocate(each.length, 8);
                MemorySegment.copy(MemorySegment.ofArray(each), 0, memory, 0, each.length);
                message.wrap(memory, 0, each.length);
                if (message.command() == HwsimCommand.TX_INFO_FRAME) {
                    statuses.add(
                            new Status(
                                    message.transmitterKey(),
                                    message.cookie(),
                                    message.flags(),
                                    message.rates(),
                                    KernelMessage.type(memory, 0)));
                }
            }
        }
        return statuses;
    }

    @Override
    public List<HostWord.Address> addresses() {
        return List.of(new HostWord.Address(KEY, ADDRESS));
    }

    @Override
    public int count() {
        return 1 + created.size();
    }

    @Override
    public int create(long address) {
        if (created.contains(address)) {
            return 17;
        }
        created.add(address);
        return 0;
    }

    @Override
    public int ensure(int place, int wanted) {
        int before = created.size();
        for (int i = 0; i < wanted; i++) {
            create(io.airloom.wire.AgentProtocol.radioAddress(place, i));
        }
        return created.size() - before;
    }

    List<Long> created() {
        return created;
    }
}
