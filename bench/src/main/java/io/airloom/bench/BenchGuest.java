package io.airloom.bench;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/// One guest of a load: some radios that send data frames with the time of sending in them, and
/// count what comes back. Nothing is allocated per frame. One thread.
///
/// A frame is a QoS-less data frame whose body is `u64 sentNanos, u64 number, u32 sender`, then
/// zeros.
final class BenchGuest implements AutoCloseable {
    static final int MIN_FRAME_LENGTH = 24 + 20;
    static final int FREQ_MHZ = 2412;

    private static final int FAMILY = 0x21;
    private static final int SENT_AT = 24;
    private static final int NUMBER_AT = 32;
    private static final int SENDER_AT = 40;
    private static final int ADDR1_AT = 4;
    private static final int ADDR2_AT = 10;
    private static final long KEY_BASE = 0x42_00_00_00_00_00L;
    private static final long ADDRESS_BASE = 0x02_00_00_00_00_00L;
    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int index;
    private final int radios;
    private final GuestDriver driver;
    private final GuestDriver.MessageHandler handler = this::message;
    private final HwsimMessage message = new HwsimMessage();
    private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);

    /// One message for each radio, of which only destination, time, number and cookie change.
    private final MemorySegment[] templates;

    private final int templateLength;
    private final long frameAt;

    private long sent;
    private long answered;
    private long acknowledged;
    private long copies;
    private long addressed;
    private long strange;

    /// Connects, announces its radios' addresses, and is on the air.
    BenchGuest(Path socket, int index, int radios, int frameLength, GuestOptions options) {
        this.index = index;
        this.radios = radios;
        this.templates = new MemorySegment[radios];
        this.templateLength = HwsimKernelEncoder.frameMessageLength(frameLength, false);
        this.frameAt = template(frameLength);
        this.driver = GuestDriver.connect(socket, options);
        announce();
    }

    GuestDriver driver() {
        return driver;
    }

    int radios() {
        return radios;
    }

    long sent() {
        return sent;
    }

    /// Frames whose TX status has not come yet.
    long inFlight() {
        return sent - answered;
    }

    /// TX statuses that came.
    long answered() {
        return answered;
    }

    long acknowledged() {
        return acknowledged;
    }

    /// Frames received, by any radio.
    long copies() {
        return copies;
    }

    /// Frames of guests of the bench received by the radio to which they were sent. What others may
    /// send to it does not count.
    long addressed() {
        return addressed;
    }

    /// Messages that a kernel would refuse.
    long strange() {
        return strange;
    }

    /// One-way times of the frames received, in nanoseconds.
    Histogram latency() {
        return latency;
    }

    /// Forgets the counts, between a warm-up and a measurement. Nothing may be in flight.
    void restartCounts() {
        sent = 0;
        answered = 0;
        acknowledged = 0;
        copies = 0;
        addressed = 0;
        strange = 0;
        latency.reset();
    }

    static long address(int guest, int radio) {
        return ADDRESS_BASE | (long) (guest + 1) << 16 | (long) radio << 8;
    }

    /// Sends a frame from one of its radios, in turns.
    ///
    /// @return false if no buffer is free
    boolean transmit(long destination) {
        MemorySegment template = templates[(int) (sent % radios)];
        MacAddress.write(template, frameAt + ADDR1_AT, destination);
        template.set(U64, frameAt + SENT_AT, System.nanoTime());
        template.set(U64, frameAt + NUMBER_AT, sent);
        template.set(U64, templateLength - Long.BYTES, sent + 1);
        if (!driver.transmit(template, 0, templateLength)) {
            return false;
        }
        sent++;
        return true;
    }

    /// Takes what has come.
    ///
    /// @return how many messages
    int receive(int max) {
        return driver.receive(handler, max);
    }

    @Override
    public void close() {
        driver.close();
    }

    private void message(MemorySegment segment, long offset, int length) {
        if (message.wrap(segment, offset, length) != HwsimProblem.OK) {
            strange++;
            return;
        }
        switch (message.command()) {
            case HwsimCommand.TX_INFO_FRAME -> {
                answered++;
                acknowledged += (message.flags() & HwsimFlags.STAT_ACK) != 0 ? 1 : 0;
            }
            case HwsimCommand.FRAME -> {
                copies++;
                if (message.frameLength() < MIN_FRAME_LENGTH) {
                    return;
                }
                long frame = message.frameOffset();
                int radio = (int) (message.receiverAddress() >>> 8) & 0xff;
                int sender = segment.get(U32, frame + SENDER_AT);
                if (MacAddress.read(segment, frame + ADDR1_AT) == address(index, radio)
                        && MacAddress.read(segment, frame + ADDR2_AT) >>> 16
                                == address(sender, 0) >>> 16) {
                    addressed++;
                }
                latency.recordValue(
                        Math.clamp(
                                System.nanoTime() - segment.get(U64, frame + SENT_AT),
                                0,
                                HIGHEST_NANOS));
            }
            default -> strange++;
        }
    }

    /// Builds the templates.
    ///
    /// @return where the frame lies in each
    private long template(int frameLength) {
        Arena arena = Arena.ofAuto();
        MemorySegment frame = arena.allocate(frameLength, 8);
        frame.set(U16, 0, (short) 0x0008);
        frame.set(U32, SENDER_AT, index);
        for (int radio = 0; radio < radios; radio++) {
            MacAddress.write(frame, 10, address(index, radio));
            MacAddress.write(frame, 16, address(index, radio));
            templates[radio] = arena.allocate(templateLength, 8);
            HwsimKernelEncoder.frame(
                    templates[radio],
                    0,
                    templateLength,
                    FAMILY,
                    key(radio),
                    frame,
                    0,
                    frameLength,
                    HwsimFlags.REQ_TX_STATUS,
                    FREQ_MHZ,
                    TxRates.with(TxRates.NONE, 0, 11, 1),
                    0,
                    0,
                    false);
        }
        message.wrap(templates[0], 0, templateLength);
        return message.frameOffset();
    }

    /// As a kernel does when an interface comes up: each radio announces its address and is heard
    /// once, since a medium may not know before on which channel it listens. Waits for the answers.
    void announce() {
        announceAddresses();
        for (int radio = 0; radio < radios; radio++) {
            transmit(MacAddress.BROADCAST);
            driver.publish();
            awaitAnswers();
        }
    }

    /// Says again who it is, which changes nothing, and waits until it has been taken. An air of
    /// ours hands out in one turn all copies of a frame and its TX status, though not all at once:
    /// when it has taken what was sent after a status, the copies are there, too.
    void announceAddresses() {
        int length = HwsimKernelEncoder.MAC_ADDRESS_LENGTH;
        MemorySegment announcement = Arena.ofAuto().allocate(length, 8);
        for (int radio = 0; radio < radios; radio++) {
            HwsimKernelEncoder.macAddress(
                    announcement,
                    0,
                    length,
                    FAMILY,
                    HwsimCommand.ADD_MAC_ADDR,
                    key(radio),
                    address(index, radio));
            driver.transmit(announcement, 0, length);
        }
        driver.publish();
        driver.awaitTaken();
    }

    private void awaitAnswers() {
        long deadline = System.nanoTime() + GuestDriver.PATIENCE_NANOS;
        while (inFlight() > 0) {
            if (receive(Integer.MAX_VALUE) == 0 && System.nanoTime() - deadline > 0) {
                throw new BackEndException("no TX status has come for ten seconds");
            }
            Thread.onSpinWait();
        }
    }

    private static long key(int radio) {
        return KEY_BASE | (long) radio << 8;
    }
}
