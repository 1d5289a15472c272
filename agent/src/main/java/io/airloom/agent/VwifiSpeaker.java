package io.airloom.agent;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.ieee80211.MacAddress;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.NetlinkMessages;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Does with frames what vwifi-client does (vwifi.md §2.3, §2.4): acknowledges each to the kernel,
/// hands it to the other radios of this machine, sends it to the server; gives what comes from the
/// server to all radios. One thread; allocates nothing per frame.
///
/// Unlike vwifi-client it knows the radios' true keys, however they were made, and while there is
/// no server it acknowledges nothing.
final class VwifiSpeaker {
    /// Legal in all bands.
    private static final int RX_RATE = 7;

    /// What hwsim's radios send with unless told.
    private static final int POWER_DBM = 20;

    private static final int ACK_SIGNAL_DBM = -10;
    private static final int LEAST_SIGNAL_DBM = -110;
    private static final int MIN_FRAME_LENGTH = 24;
    private static final int MAX_FRAME_LENGTH = 2304;
    private static final int ADDRESS_2_OFFSET = 10;
    private static final int MESSAGES_PER_TURN = 64;
    private static final int ANSWER_CAPACITY = 4096;

    private final VwifiRadios radios;
    private final NetlinkMessages messages = new NetlinkMessages();
    private final HwsimMessage message = new HwsimMessage();
    private final MemorySegment fromKernel =
            Arena.ofAuto().allocate(HwsimMedium.MAX_MESSAGE_LENGTH, 8);
    private final MemorySegment toKernel = Arena.ofAuto().allocate(ANSWER_CAPACITY, 8);
    private long[] keys;
    private @Nullable VwifiStream stream;

    VwifiSpeaker(VwifiRadios radios) {
        this.radios = radios;
        this.keys = radios.keys();
    }

    int radioCount() {
        return keys.length;
    }

    /// Radios may have come or gone.
    void refresh() {
        keys = radios.keys();
    }

    /// The server is there, or (null) is gone.
    void server(@Nullable VwifiStream newStream) {
        stream = newStream;
    }

    /// The kernel has something to say.
    void fromKernel() {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            int n = radios.receive(fromKernel, 0, (int) fromKernel.byteSize());
            if (n == NetlinkSocket.WOULD_BLOCK) {
                return;
            }
            messages.over(fromKernel, 0, Math.max(n, 0));
            while (messages.next()) {
                if (messages.type() == radios.family()) {
                    transmitted(messages.offset(), messages.length());
                }
            }
        }
    }

    private void transmitted(long offset, int length) {
        if (!wrap(fromKernel, offset, length)) {
            return;
        }
        VwifiStream server = stream;
        int flags = message.flags() & ~HwsimFlags.STAT_ACK;
        int status =
                HwsimEncoder.txInfo(
                        toKernel,
                        0,
                        ANSWER_CAPACITY,
                        message.transmitterKey(),
                        server == null ? flags : flags | HwsimFlags.STAT_ACK,
                        message.cookie(),
                        ACK_SIGNAL_DBM,
                        message.rates());
        tell(status);
        inject(fromKernel, ACK_SIGNAL_DBM, message.transmitterKey());
        if (server != null) {
            boolean hasSender = message.frameLength() >= ADDRESS_2_OFFSET + MacAddress.LENGTH;
            server.append(
                    POWER_DBM,
                    fromKernel,
                    offset,
                    length,
                    hasSender
                            ? MacAddress.read(fromKernel, message.frameOffset() + ADDRESS_2_OFFSET)
                            : message.transmitterKey());
        }
    }

    /// Takes the records that have come from the server.
    ///
    /// @return what is wrong, or null
    @Nullable String fromServer() {
        VwifiStream server = stream;
        while (server != null) {
            int length = server.next();
            if (length == 0) {
                return null;
            }
            if (length < 0) {
                return "it sends what is no record";
            }
            if (wrap(server.memory(), server.messageOffset(), length)) {
                int signal = Math.clamp(server.powerDbm(), LEAST_SIGNAL_DBM, -1);
                inject(server.memory(), signal, MacAddress.NONE);
            }
        }
        return null;
    }

    /// Reads a message.
    ///
    /// @return is it a whole frame?
    private boolean wrap(MemorySegment segment, long offset, int length) {
        return message.wrap(segment, offset, length) == HwsimProblem.OK
                && message.command() == HwsimCommand.FRAME
                && message.has(HwsimAttribute.ADDR_TRANSMITTER)
                && message.has(HwsimAttribute.FRAME);
    }

    private void inject(MemorySegment segment, int signalDbm, long exceptKey) {
        int length = message.frameLength();
        if (length < MIN_FRAME_LENGTH || length > MAX_FRAME_LENGTH) {
            return;
        }
        for (long key : keys) {
            if (key != exceptKey) {
                tell(
                        HwsimEncoder.frame(
                                toKernel,
                                0,
                                ANSWER_CAPACITY,
                                key,
                                segment,
                                message.frameOffset(),
                                length,
                                RX_RATE,
                                signalDbm,
                                message.freqMhz()));
            }
        }
    }

    private void tell(int length) {
        KernelMessage.address(toKernel, 0, radios.family());
        try {
            radios.send(toKernel, 0, length);
        } catch (LinuxException e) {
            // A radio that is switched off, or gone: as on the air, nobody hears it.
            return;
        }
    }
}
