package io.airloom.netlink;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.kernel.HwsimRadio;
import io.airloom.kernel.NetlinkMessages;
import io.airloom.kernel.WirelessInterface;
import io.airloom.linux.Errno;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A namespace of a kernel with a radio whose interface is up, and one that nobody uses. What it
/// says waits in a queue, as in a socket; what it is told it reads at once, and notes.
final class FakeKernel implements Carrier {
    static final int FAMILY = 0x1c;
    static final int FREQ_MHZ = 2412;

    final List<Heard> heard = new ArrayList<>();
    int sends;
    int confirmations;
    boolean named = true;
    boolean closed;
    int refusesWith;
    private final String name;
    private final long address;
    private final EventFd readable = EventFd.create();
    private final Deque<Object> queue = new ArrayDeque<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 14, 8);
    private long cookie;

    /// What the kernel was told.
    record Heard(int type, int command, long radio, boolean acknowledged, long cookie) {}

    FakeKernel(String name, long address) {
        this.name = name;
        this.address = address;
    }

    long key() {
        return address | 0x4000_0000_0000L;
    }

    long address() {
        return address;
    }

    /// The radio sends a frame.
    void transmit(long to) {
        MemorySegment frame = memory.asSlice(1 << 13, 40);
        frame.fill((byte) 0);
        frame.set(ValueLayout.JAVA_BYTE, 0, (byte) 8);
        MacAddress.write(frame, 4, to);
        MacAddress.write(frame, 10, address);
        int length =
                HwsimKernelEncoder.frame(
                        memory,
                        0,
                        1 << 13,
                        FAMILY,
                        key(),
                        frame,
                        0,
                        40,
                        MacAddress.isGroup(to) ? HwsimFlags.NO_ACK : 0,
                        FREQ_MHZ,
                        TxRates.with(TxRates.NONE, 0, 4, 2),
                        0,
                        ++cookie,
                        false);
        say(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /// An answer of type NLMSG_ERROR.
    void error(int errno, int sequence) {
        MemorySegment octets = MemorySegment.ofArray(new byte[36]);
        octets.set(ValueLayout.JAVA_INT_UNALIGNED, 0, 36);
        octets.set(ValueLayout.JAVA_SHORT_UNALIGNED, 4, (short) NetlinkMessages.ERROR);
        octets.set(ValueLayout.JAVA_INT_UNALIGNED, 8, sequence);
        octets.set(ValueLayout.JAVA_INT_UNALIGNED, 16, -errno);
        say(octets.toArray(ValueLayout.JAVA_BYTE));
    }

    /// Octets, or what [NetlinkSocket#receive] returns instead.
    void say(Object what) {
        queue.add(what);
        readable.signal();
    }

    int waiting() {
        return queue.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<HwsimRadio> radios() {
        WirelessInterface up = new WirelessInterface(3, "wlan0", 0, address, true, FREQ_MHZ);
        WirelessInterface down = new WirelessInterface(4, "wlan1", 0, address + 1, false, 0);
        return List.of(
                new HwsimRadio(0, "phy0", address, key(), List.of(up, down)),
                new HwsimRadio(1, "phy1", address + 2, key() + 2, List.of(down)));
    }

    @Override
    public boolean isNamed() {
        return named;
    }

    @Override
    public int family() {
        return FAMILY;
    }

    @Override
    public void address(MemorySegment segment, long offset) {
        segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset + 4, (short) FAMILY);
    }

    @Override
    public Fd fd() {
        return readable.fd();
    }

    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        Object next = queue.poll();
        if (queue.isEmpty()) {
            readable.drain();
        }
        if (next instanceof byte[] octets) {
            MemorySegment.copy(octets, 0, buffer, ValueLayout.JAVA_BYTE, offset, octets.length);
            return octets.length;
        }
        return next instanceof Integer result ? result : NetlinkSocket.WOULD_BLOCK;
    }

    @Override
    public int send(MemorySegment buffer, long offset, int length) {
        if (refusesWith != 0) {
            throw new LinuxException("sendmsg", "fd 7", refusesWith);
        }
        sends++;
        NetlinkMessages messages = new NetlinkMessages().over(buffer, offset, length);
        HwsimMessage message = new HwsimMessage();
        while (messages.next()) {
            HwsimProblem problem = message.wrap(buffer, messages.offset(), messages.length());
            if (problem != HwsimProblem.OK) {
                throw new AssertionError(problem);
            }
            boolean status = message.command() == HwsimCommand.TX_INFO_FRAME;
            heard.add(
                    new Heard(
                            messages.type(),
                            message.command(),
                            status ? message.transmitterKey() : message.receiverAddress(),
                            (message.flags() & HwsimFlags.STAT_ACK) != 0,
                            message.cookie()));
        }
        if (messages.isBroken()) {
            throw new AssertionError("what is sent is not a row of messages");
        }
        return length;
    }

    @Override
    public void confirm() {
        confirmations++;
    }

    /// The answers to [#confirm].
    void confirmed(int errno) {
        error(errno, 2);
    }

    void outOfMemory(boolean so) {
        refusesWith = so ? Errno.ENOBUFS : 0;
    }

    @Override
    public void close() {
        closed = true;
        readable.close();
    }
}
