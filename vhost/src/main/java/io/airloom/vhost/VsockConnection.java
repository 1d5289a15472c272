package io.airloom.vhost;

import static io.airloom.vhost.VsockHeader.SHUT_BOTH;
import static io.airloom.vhost.VsockHeader.SHUT_RECEIVE;
import static io.airloom.vhost.VsockHeader.SHUT_SEND;

import io.airloom.linux.Timer;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One stream between a guest and a [VsockEnd]: its state, its credit in both directions, and what
/// the guest must still be told of it. On the loop's thread only.
///
/// ```
///   guest asks:  ASKED ──the end accepts──▶ OPEN ──both sides shut, or RST──▶ CLOSED
///   we ask:      ASKING ──RESPONSE──▶ OPEN
/// ```
///
/// From the guest: what the end does not take at once waits in the [VsockInflow]; more than that
/// has room for breaks the connection. To the guest: nothing waits here. When there are both credit
/// and a buffer of the guest, the end is read straight into it. What is to be said is a set of
/// bits, so that a guest which never reads costs no memory.
///
/// A guest that has shut both directions and reset, as kernels do when nobody takes their last
/// octets in time, is gone, but these octets still go to the end.
///
/// Longer than other classes: it is one state machine, and each packet may change all of its state.
final class VsockConnection {
    /// How long the guest has for its answer to a request of ours.
    static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// How long the guest has for its RST after both directions were shut; kernels wait as long for
    /// ours.
    static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(8);

    /// Most payload of one packet; what kernels send at most, too.
    static final int MAX_PAYLOAD = 1 << 16;

    private static final int SAY_REQUEST = 1;
    private static final int SAY_RESPONSE = 2;
    private static final int SAY_SHUTDOWN = 4;
    private static final int SAY_CREDIT = 8;
    private static final int ASK_CREDIT = 16;

    private enum State {
        ASKED,
        ASKING,
        OPEN,
        CLOSED
    }

    private final VsockDevice device;
    private final VsockFlow flow;
    private final VsockInflow inflow;
    private final VsockOutflow outflow = new VsockOutflow();
    private VsockEnd end = NoEnd.INSTANCE;
    private State state;
    private int toSay;
    private boolean waiting;
    private boolean guestGone;

    // Guest to end.
    private int guestShut;
    private boolean outputShut;

    // End to guest.
    private int hostShut;
    private boolean readable;

    private @Nullable Timer timer;

    /// @param window how much of what the guest sends may wait here, in octets
    /// @param asked the guest asked for it; else we do
    VsockConnection(VsockDevice device, VsockFlow flow, int window, boolean asked) {
        this.device = device;
        this.flow = flow;
        this.inflow = new VsockInflow(window);
        this.state = asked ? State.ASKED : State.ASKING;
    }

    VsockFlow flow() {
        return flow;
    }

    int window() {
        return inflow.window();
    }

    void count(VsockCounter counter) {
        device.count(counter);
    }

    /// Asks the guest for the connection, on behalf of this end.
    void ask(VsockEnd newEnd) {
        end = newEnd;
        say(SAY_REQUEST);
        startTimer(ANSWER_NANOS);
    }

    /// The guest's request has found its end, which may still have to be asked itself.
    void meet(VsockEnd newEnd) {
        end = newEnd;
    }

    /// The end accepts the guest's request.
    void accept() {
        if (state == State.ASKED) {
            open();
            say(SAY_RESPONSE);
        }
    }

    // ---- what the guest says
    // -----------------------------------------------------------------------

    /// A packet of this connection, whose header has been checked in itself.
    void packet(VsockHeader header, DescriptorChain chain) {
        int operation = header.operation();
        if (operation == VsockHeader.RST) {
            guestReset();
            return;
        }
        if (!learnCredit(header)) {
            breakOff(VsockCounter.CREDIT_FORGED);
            return;
        }
        if (state == State.ASKING && operation == VsockHeader.RESPONSE) {
            open();
            end.opened(this);
            return;
        }
        if (state != State.OPEN) {
            breakOff(VsockCounter.UNEXPECTED);
            return;
        }
        switch (operation) {
            case VsockHeader.RW -> receive((int) header.payloadLength(), chain);
            case VsockHeader.SHUTDOWN -> shut(header.flags());
            case VsockHeader.CREDIT_REQUEST -> say(SAY_CREDIT);
            case VsockHeader.CREDIT_UPDATE -> {}
            default -> breakOff(VsockCounter.UNEXPECTED);
        }
    }

    private void open() {
        state = State.OPEN;
        stopTimer();
        end.awaitReadable();
        if (readable) {
            speakLater();
        }
    }

    private void guestReset() {
        if (guestShut == SHUT_BOTH && !inflow.isEmpty()) {
            guestGone = true;
            device.forget(this);
            return;
        }
        close(guestShut != SHUT_BOTH && hostShut != SHUT_BOTH);
    }

    /// False if the guest claims to have taken more than was sent.
    boolean learnCredit(VsockHeader header) {
        if (!outflow.learn(header)) {
            return false;
        }
        if (readable && outflow.credit() > 0) {
            speakLater();
        }
        return true;
    }

    private void receive(int length, DescriptorChain chain) {
        if ((guestShut & SHUT_SEND) != 0) {
            breakOff(VsockCounter.UNEXPECTED);
            return;
        }
        if (!inflow.admit(length)) {
            breakOff(VsockCounter.CREDIT_EXCEEDED);
            return;
        }
        int skip = VsockHeader.LENGTH;
        int left = length;
        for (int i = 0; left > 0; i++) {
            long pieceLength = chain.length(i);
            if (skip >= pieceLength) {
                skip -= (int) pieceLength;
                continue;
            }
            int here = (int) Math.min(left, pieceLength - skip);
            pass(chain.memory(i), chain.offset(i) + skip, here);
            left -= here;
            skip = 0;
        }
        settle();
    }

    private void pass(MemorySegment from, long offset, int length) {
        if ((hostShut & SHUT_RECEIVE) != 0) {
            inflow.drop(length);
        } else if (!inflow.pass(end, from, offset, length)) {
            hostShut(SHUT_RECEIVE);
        } else if (!inflow.isEmpty()) {
            end.awaitWritable();
        }
    }

    private void shut(int flags) {
        int fresh = flags & ~guestShut;
        guestShut |= flags;
        if ((fresh & SHUT_RECEIVE) != 0) {
            end.shutdownInput();
        }
        settle();
    }

    /// After something was forwarded: tells the guest that it may send more, and the end what may
    /// follow when nothing waits any more.
    private void settle() {
        if (state != State.OPEN) {
            return;
        }
        if (inflow.isEmpty() && (guestShut & SHUT_SEND) != 0 && !outputShut) {
            outputShut = true;
            end.shutdownOutput();
        }
        if (inflow.isEmpty() && guestShut == SHUT_BOTH) {
            if (!guestGone) {
                device.sendReset(flow);
            }
            close(false);
        } else if (inflow.wantsReport()) {
            say(SAY_CREDIT);
        }
    }

    // ---- what the end says
    // -------------------------------------------------------------------------

    /// The end has something for the guest, or has ended.
    void endReadable() {
        readable = true;
        if (state == State.OPEN) {
            speakLater();
        }
    }

    /// The end has room again.
    void endWritable() {
        if (state == State.OPEN && !inflow.isEmpty()) {
            if (!inflow.drain(end)) {
                hostShut(SHUT_RECEIVE);
            } else if (!inflow.isEmpty()) {
                end.awaitWritable();
            }
        }
        settle();
    }

    /// The end shuts these directions, as seen from the host.
    void hostShut(int flags) {
        if (state != State.OPEN || (flags & ~hostShut) == 0) {
            return;
        }
        hostShut |= flags;
        say(SAY_SHUTDOWN);
        if ((hostShut & SHUT_RECEIVE) != 0 && !inflow.isEmpty()) {
            inflow.discard();
            settle();
        }
    }

    /// Gives octets that wait for the end to who fetches them itself.
    ///
    /// @return how many, [VsockEnd#LATER], or [VsockEnd#OVER] when all were fetched that will come
    int fetch(MemorySegment to, long offset, int length) {
        if (state == State.CLOSED) {
            return VsockEnd.OVER;
        }
        int n = inflow.fetch(to, offset, length);
        if (n == 0) {
            return (guestShut & SHUT_SEND) != 0 ? VsockEnd.OVER : VsockEnd.LATER;
        }
        settle();
        return n;
    }

    /// Whether [#fetch] has something to say other than [VsockEnd#LATER].
    boolean isFetchable() {
        return state == State.CLOSED || !inflow.isEmpty() || (guestShut & SHUT_SEND) != 0;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /// The end is not there any more.
    ///
    /// @param broken it was broken off: so is this
    void endClosed(boolean broken) {
        if (broken || state != State.OPEN) {
            breakOff();
        } else {
            hostShut(SHUT_BOTH);
        }
    }

    // ---- what the guest is told
    // --------------------------------------------------------------------

    /// Whether [#speak] would say something, as far as is known.
    boolean hasMore() {
        return toSay != 0 || (mayRead() && outflow.mayTry());
    }

    /// Whether it waits for its turn; kept for the device.
    boolean isWaiting() {
        return waiting;
    }

    void waiting(boolean isWaiting) {
        waiting = isWaiting;
    }

    /// Writes one packet into the guest's buffer, which has room for a header at least.
    ///
    /// @return octets written, 0 if there was nothing to say
    int speak(VsockBuffer buffer) {
        if ((toSay & SAY_REQUEST) != 0) {
            return say(buffer, SAY_REQUEST, VsockHeader.REQUEST, 0);
        }
        if ((toSay & SAY_RESPONSE) != 0) {
            return say(buffer, SAY_RESPONSE, VsockHeader.RESPONSE, 0);
        }
        if (mayRead()) {
            int length = read(buffer);
            if (length > 0) {
                return length;
            }
        }
        if ((toSay & SAY_SHUTDOWN) != 0) {
            if (hostShut == SHUT_BOTH) {
                startTimer(CLOSE_NANOS);
            }
            return say(buffer, SAY_SHUTDOWN, VsockHeader.SHUTDOWN, hostShut);
        }
        if ((toSay & ASK_CREDIT) != 0) {
            return say(buffer, ASK_CREDIT, VsockHeader.CREDIT_REQUEST, 0);
        }
        if ((toSay & SAY_CREDIT) != 0) {
            return say(buffer, SAY_CREDIT, VsockHeader.CREDIT_UPDATE, 0);
        }
        return 0;
    }

    private int read(VsockBuffer buffer) {
        int room = (int) Math.min(outflow.credit(), MAX_PAYLOAD);
        if (room == 0) {
            if (outflow.ask()) {
                toSay |= ASK_CREDIT;
            }
            return 0;
        }
        int n = buffer.read(end, room);
        if (n == VsockEnd.OVER) {
            readable = false;
            hostShut(end.isGone() ? SHUT_BOTH : SHUT_SEND);
            return 0;
        }
        if (n == VsockEnd.LATER) {
            readable = false;
            end.awaitReadable();
            return 0;
        }
        outflow.sent(n);
        return say(buffer, 0, VsockHeader.RW, 0, n);
    }

    private boolean mayRead() {
        return readable
                && state == State.OPEN
                && (hostShut & SHUT_SEND) == 0
                && (guestShut & SHUT_RECEIVE) == 0;
    }

    private int say(VsockBuffer buffer, int what, int operation, int flags) {
        return say(buffer, what, operation, flags, 0);
    }

    private int say(VsockBuffer buffer, int what, int operation, int flags, int length) {
        // Every packet tells the credit.
        toSay &= ~(what | SAY_CREDIT);
        VsockHeader header = buffer.header();
        header.write(flow, device.cid(), operation, length, flags);
        inflow.report(header);
        return buffer.finish(length);
    }

    private void say(int what) {
        if (!guestGone && state != State.CLOSED) {
            toSay |= what;
            speakLater();
        }
    }

    private void speakLater() {
        if (!guestGone && hasMore()) {
            device.speakLater(this);
        }
    }

    // ---- the end of it
    // -----------------------------------------------------------------------------

    /// Breaks off because the guest has broken a rule.
    void breakOff(VsockCounter reason) {
        count(reason);
        breakOff();
    }

    /// Breaks off: the guest gets an RST.
    void breakOff() {
        if (state != State.CLOSED) {
            if (!guestGone) {
                device.sendReset(flow);
            }
            close(true);
        }
    }

    /// The guest is not there any more, or begins anew. What it has sent and finished still goes to
    /// the end.
    void guestLost() {
        if (state == State.OPEN && (guestShut & SHUT_SEND) != 0 && !inflow.isEmpty()) {
            guestShut = SHUT_BOTH;
            guestGone = true;
            device.forget(this);
        } else {
            close(hostShut != SHUT_BOTH);
        }
    }

    /// Closes everything here; the guest is not told.
    void close(boolean broken) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        toSay = 0;
        stopTimer();
        inflow.close();
        device.closed(this);
        end.close(broken);
    }

    private void startTimer(long nanos) {
        if (timer == null) {
            timer =
                    device.schedule(
                            nanos,
                            () -> {
                                count(VsockCounter.TIMED_OUT);
                                breakOff();
                            });
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
