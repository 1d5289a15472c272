package io.airloom.bench;

import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hostile guest of one [Violation]: connects, as an honest one, when it is first used, and has
/// the means to do everything wrong. One thread.
final class Culprit implements AutoCloseable {
    /// Its number among the bench's guests; two bystanders are before it.
    static final int INDEX = 2;

    static final int FAMILY = 0x21;
    static final long KEY = 0x42_00_00_00_00_00L;
    static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_MESSAGE = 4096;
    private static final long RELUCTANCE_NANOS = 20_000_000;

    private final Path socket;
    private final GuestOptions options;
    private final Runnable catchUp;
    private final List<AutoCloseable> belongings = new ArrayList<>();

    /// A message under construction.
    final MemorySegment scratch = Arena.ofAuto().allocate(2 * MAX_MESSAGE, 8);

    private @Nullable BenchGuest guest;
    private long framesSent;

    Culprit(Path socket, GuestOptions options) {
        this(socket, options, () -> {});
    }

    /// @param catchUp returns when the others have taken what they were sent
    Culprit(Path socket, GuestOptions options, Runnable catchUp) {
        this.socket = socket;
        this.options = options;
        this.catchUp = catchUp;
    }

    /// Waits for the others: what goes to everybody is no violation, and who does not get the
    /// processor meanwhile may lose some of a flood.
    void letOthersCatchUp() {
        catchUp.run();
    }

    Path socket() {
        return socket;
    }

    boolean isConnected() {
        return guest != null;
    }

    BenchGuest guest() {
        BenchGuest present = guest;
        if (present == null) {
            present = new BenchGuest(socket, INDEX, 1, 256, options);
            present.driver().frontEnd().acknowledged(false);
            present.restartCounts();
            guest = present;
        }
        return present;
    }

    GuestDriver driver() {
        return guest().driver();
    }

    FrontEnd frontEnd() {
        return driver().frontEnd();
    }

    DriverRing tx() {
        return driver().ring(GuestDriver.TX);
    }

    DriverRing rx() {
        return driver().ring(GuestDriver.RX);
    }

    /// Closes it in the end.
    <T extends AutoCloseable> T keep(T belonging) {
        belongings.add(belonging);
        return belonging;
    }

    /// How many frames with a cookie it has sent that are owed a TX status.
    long framesSent() {
        return framesSent;
    }

    // ---- the control socket

    /// A request with a number, without asking for an acknowledgement.
    void say(int request, long number, Fd... fds) {
        frontEnd().tell(request, number, fds);
    }

    /// A request with a queue and a number.
    void say(int request, int queue, long number) {
        say(request, number << Integer.SIZE | queue);
    }

    /// A header with any numbers, and as many zeros behind it as it says (not more than 4 KiB).
    void header(int request, int flags, int length, Fd... fds) {
        frontEnd().payload().fill((byte) 0);
        frontEnd().send(request, flags, length, fds);
    }

    /// A request that asks for an acknowledgement.
    ///
    /// @throws BackEndException if it is not refused
    void expectRefusal(int request, int length) {
        header(request, FrontEnd.VERSION | FrontEnd.WANT_REPLY, length);
        if (frontEnd().reply(request, Long.BYTES) == 0) {
            throw new BackEndException("request " + request + " is not refused");
        }
    }

    /// SET_MEM_TABLE with regions of four numbers each: guest address, size, front end's address,
    /// offset in the file.
    void memoryTable(long count, long[] regions, Fd... fds) {
        MemorySegment payload = frontEnd().payload();
        payload.set(U64, 0, count);
        for (int i = 0; i < regions.length; i++) {
            payload.set(U64, 8 + 8L * i, regions[i]);
        }
        frontEnd().tellPayload(FrontEnd.SET_MEM_TABLE, 8 + 8 * regions.length, fds);
    }

    // ---- rings

    /// Shows the back end what was offered on the transmit ring, and kicks it in any case.
    void kickTx() {
        tx().publish();
        driver().kick(GuestDriver.TX);
    }

    /// The guest address of a transmit buffer.
    long buffer(int slot) {
        return driver().bufferAddress(GuestDriver.TX, slot);
    }

    /// Offers one descriptor as a chain of its own.
    void offer(long address, int length, int flags, int next) {
        tx().descriptor(0, address, length, flags, next);
        tx().offer(0);
        kickTx();
    }

    // ---- messages

    /// Writes a good FRAME message with `frameLength` octets of zeros, but for the addresses, into
    /// the scratch.
    ///
    /// @return its length
    int frame(int frameLength, long receiver, long transmitter) {
        MemorySegment frame = scratch.asSlice(MAX_MESSAGE);
        frame.fill((byte) 0);
        frame.set(U16, 0, (short) 0x0008);
        MacAddress.write(frame, 4, receiver);
        MacAddress.write(frame, 10, transmitter);
        MacAddress.write(frame, 16, transmitter);
        return HwsimKernelEncoder.frame(
                scratch,
                0,
                MAX_MESSAGE,
                FAMILY,
                KEY,
                frame,
                0,
                frameLength,
                HwsimFlags.REQ_TX_STATUS,
                BenchGuest.FREQ_MHZ,
                TxRates.with(TxRates.NONE, 0, 3, 2),
                0,
                ++framesSent,
                false);
    }

    /// A good FRAME message, of 100 octets to nobody.
    int frame() {
        return frame(100, BenchGuest.address(9, 0), BenchGuest.address(INDEX, 0));
    }

    /// Where the attribute of this type begins in the message in the scratch.
    int attribute(int type) {
        int at = 20;
        while ((scratch.get(U16, at + 2) & 0x3fff) != type) {
            at += (scratch.get(U16, at) + 3) & ~3;
        }
        return at;
    }

    /// Sends the message in the scratch and shows it to the back end. Takes what has come only if
    /// it must.
    void send(int length) {
        long start = System.nanoTime();
        while (!driver().transmit(scratch, 0, length)) {
            driver().publish();
            long waited = System.nanoTime() - start;
            if (waited > RELUCTANCE_NANOS) {
                guest().receive(64);
            }
            if (waited > GuestDriver.PATIENCE_NANOS) {
                throw new BackEndException("the back end does not take what is transmitted");
            }
        }
        driver().publish();
    }

    /// It has made it impossible itself that its frames are answered.
    void expectNoAnswers() {
        framesSent = 0;
    }

    /// The frame that was written last is not owed a TX status.
    void unanswerable() {
        framesSent--;
    }

    /// Waits for all TX statuses.
    ///
    /// @return what is wrong, or null
    @Nullable String awaitAnswers(long count) {
        long deadline = System.nanoTime() + GuestDriver.PATIENCE_NANOS;
        while (guest().answered() < count) {
            if (guest().receive(64) == 0 && System.nanoTime() - deadline > 0) {
                return "%d of %d frames were answered".formatted(guest().answered(), count);
            }
            Thread.onSpinWait();
        }
        return null;
    }

    @Override
    public void close() {
        if (guest != null) {
            guest.close();
        }
        for (AutoCloseable belonging : belongings) {
            try {
                belonging.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
