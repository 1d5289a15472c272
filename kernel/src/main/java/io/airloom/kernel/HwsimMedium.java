package io.airloom.kernel;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.linux.Errno;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The socket of a registered medium, which carries the messages of mac80211_hwsim and nothing
/// else. As long as it is open the program is the medium. Never blocks; one thread at a time;
/// allocates nothing.
///
/// What is received is walked over with [NetlinkMessages]. Messages of [#family()] are the radios'.
/// Messages of type [NetlinkMessages#ERROR] say of what was sent that the kernel did not take it (a
/// radio that is switched off, or on another channel, or gone: EINVAL for all of them); with errno
/// 0 they say nothing.
public final class HwsimMedium implements AutoCloseable {
    /// No message of the kernel is longer: it has a page for each.
    public static final int MAX_MESSAGE_LENGTH = 1 << 14;

    /// What the kernel may have sent that was not received yet: some thousand frames.
    private static final int ROOM = 1 << 23;

    private static final int CONFIRMATION_CAPACITY = 64;
    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int FIRST_SEQUENCE = 1;
    private static final int CONFIRM_SEQUENCE = 2;

    private final NetlinkSocket socket;
    private final int family;
    private final MemorySegment confirmation = Arena.ofAuto().allocate(CONFIRMATION_CAPACITY, 8);
    private final int confirmationLength;

    private HwsimMedium(NetlinkSocket socket, int family) {
        this.socket = socket;
        this.family = family;
        this.confirmationLength =
                request(family)
                        .write(confirmation, Request.REQUEST | Request.ACK, CONFIRM_SEQUENCE);
    }

    private static Request request(int family) {
        return Request.command("the medium's place", family, HwsimCommand.REGISTER);
    }

    /// @throws KernelException the kernel's error
    static HwsimMedium register(int family) {
        NetlinkSocket socket = NetlinkSocket.generic();
        try {
            socket.receiveRoom(ROOM);
            register(socket, request(family));
            return new HwsimMedium(socket, family);
        } catch (KernelException | LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// The kernel has dealt with the request when it is sent, and says how before it sends anything
    /// else, unless a frame comes in between. That is a good answer, too, and has to stay where it
    /// is.
    private static void register(NetlinkSocket socket, Request request) {
        MemorySegment buffer = Arena.ofAuto().allocate(MAX_MESSAGE_LENGTH, 8);
        NetlinkMessages messages = new NetlinkMessages();
        int length = request.write(buffer, Request.REQUEST | Request.ACK, FIRST_SEQUENCE);
        if (socket.send(buffer, 0, length) == NetlinkSocket.WOULD_BLOCK) {
            throw KernelException.refused(request.name(), Errno.EAGAIN, "");
        }
        int looked = socket.peek(buffer, 0, MAX_MESSAGE_LENGTH);
        while (looked == NetlinkSocket.DISCARDED) {
            socket.receive(buffer, 0, MAX_MESSAGE_LENGTH);
            looked = socket.peek(buffer, 0, MAX_MESSAGE_LENGTH);
        }
        messages.over(buffer, 0, Math.max(0, looked));
        if (!messages.next()) {
            throw KernelException.refused(request.name(), Errno.ETIMEDOUT, "it does not answer");
        }
        if (messages.type() == NetlinkMessages.ERROR && messages.errno() != 0) {
            throw KernelException.refused(request.name(), messages.errno(), messages.explanation());
        }
    }

    /// The type of mac80211_hwsim's messages.
    public int family() {
        return family;
    }

    /// Addresses a message that has been encoded for any kernel: writes the family's number, and
    /// that it is a request, without which the kernel passes it over and does not even say so.
    public void address(MemorySegment segment, long offset) {
        segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset + TYPE_OFFSET, (short) family);
        segment.set(
                ValueLayout.JAVA_SHORT_UNALIGNED, offset + FLAGS_OFFSET, (short) Request.REQUEST);
    }

    /// The descriptor that becomes readable.
    public Fd fd() {
        return socket.fd();
    }

    /// [NetlinkSocket#receiveBlocks].
    public void receiveBlocks(int millis) {
        socket.receiveBlocks(millis);
    }

    /// [NetlinkSocket#receive].
    public int receive(MemorySegment buffer, long offset, int length) {
        return socket.receive(buffer, offset, length);
    }

    /// [NetlinkSocket#send]: one message or several, each at a multiple of 4 behind the first.
    public int send(MemorySegment buffer, long offset, int length) {
        return socket.send(buffer, offset, length);
    }

    /// Asks for the medium's place again. The answer, for which [#isConfirmation] holds, comes
    /// among what is received: 0 says that the place had been lost, and is ours again; ENOENT that
    /// the driver has been unloaded; anything else, as a rule EBUSY, that all is well.
    ///
    /// Any process can make the kernel believe that the medium's socket was closed: it opens one of
    /// another netlink protocol with the same number, and closes that.
    public void confirm() {
        socket.send(confirmation, 0, confirmationLength);
    }

    /// Is this message an answer to [#confirm()]?
    public static boolean isConfirmation(NetlinkMessages message) {
        return message.type() == NetlinkMessages.ERROR && message.sequence() == CONFIRM_SEQUENCE;
    }

    /// The medium's place is free, and the radios of this namespace hear each other as before.
    @Override
    public void close() {
        socket.close();
    }
}
