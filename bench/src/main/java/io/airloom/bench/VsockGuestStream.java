package io.airloom.bench;

import io.airloom.bench.VsockGuest.Flow;
import io.airloom.bench.VsockGuest.Packet;
import io.airloom.vhost.VsockAcceptor;
import io.airloom.vhost.VsockAddress;
import io.airloom.vhost.VsockStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// A connection of a [VsockGuest], by the rules of Linux's driver. Everything under the guest's
/// lock.
final class VsockGuestStream implements VsockStream {
    static final int WINDOW = 1 << 18;

    private static final int MAX_PAYLOAD = 1 << 16;
    private static final int SHUT_RECEIVE = 1;
    private static final int SHUT_SEND = 2;
    private static final int SHUT_BOTH = 3;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final VsockGuest guest;
    private final Flow flow;
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private int firstOffset;
    private boolean open;
    private boolean broken;
    private boolean over;
    private int shut;
    private int peerShut;
    private int received;
    private int forwarded;
    private int reported;
    private int sent;
    private int peerBuffer;
    private int peerForwarded;

    VsockGuestStream(VsockGuest guest, Flow flow, boolean open) {
        this.guest = guest;
        this.flow = flow;
        this.open = open;
    }

    Flow flow() {
        return flow;
    }

    boolean isOpen() {
        return open;
    }

    boolean isBroken() {
        return broken;
    }

    /// To be told to the peer, which is told by this.
    int forwarded() {
        reported = forwarded;
        return forwarded;
    }

    void serve(VsockAcceptor acceptor) {
        Thread.ofVirtual()
                .start(() -> {
                    try (this) {
                        acceptor.serve(this);
                    } catch (IOException e) {
                        guest.lock.lock();
                        try {
                            breakOff();
                        } finally {
                            guest.lock.unlock();
                        }
                    }
                });
    }

    void packet(Packet packet, byte[] bytes) {
        peerBuffer = packet.buffer();
        peerForwarded = packet.forwarded();
        if (sent - peerForwarded < 0) {
            throw new IllegalStateException("acknowledged what was not sent: " + packet);
        }
        switch (packet.operation()) {
            case VsockGuest.RESPONSE -> open = true;
            case VsockGuest.RST -> {
                broken = peerShut != SHUT_BOTH && shut != SHUT_BOTH;
                peerShut = SHUT_BOTH;
                end();
            }
            case VsockGuest.SHUTDOWN -> {
                peerShut |= packet.flags();
                endIfRead();
            }
            case VsockGuest.RW -> {
                received += packet.length();
                if (received - forwarded > WINDOW) {
                    throw new IllegalStateException("beyond the credit: " + packet);
                }
                unread.add(bytes);
            }
            case VsockGuest.CREDIT_REQUEST -> guest.say(this, VsockGuest.CREDIT_UPDATE, 0);
            default -> {}
        }
    }

    /// A kernel answers the last SHUTDOWN with RST when everything has been read.
    private void endIfRead() {
        if (peerShut == SHUT_BOTH && unread.isEmpty() && !over) {
            guest.say(this, VsockGuest.RST, 0);
            end();
        }
    }

    private void end() {
        over = true;
        guest.forget(this);
    }

    /// Under the lock.
    void breakOff() {
        broken = true;
        peerShut = SHUT_BOTH;
        end();
    }

    @Override
    public VsockAddress local() {
        return new VsockAddress(guest.cid(), flow.port());
    }

    @Override
    public VsockAddress remote() {
        return new VsockAddress(flow.peerCid(), flow.peerPort());
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                guest.lock.lock();
                try {
                    return receive(target, offset, length);
                } finally {
                    guest.lock.unlock();
                }
            }
        };
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        while (unread.isEmpty()) {
            if (broken || (shut & SHUT_RECEIVE) != 0) {
                throw new IOException(broken ? "broken off" : "closed");
            }
            if ((peerShut & SHUT_SEND) != 0) {
                return -1;
            }
            guest.await(LOOK_NANOS);
        }
        byte[] first = unread.getFirst();
        int from = VsockGuest.HEADER + firstOffset;
        int n = Math.min(length, first.length - from);
        System.arraycopy(first, from, target, offset, n);
        firstOffset += n;
        if (from + n == first.length) {
            unread.removeFirst();
            firstOffset = 0;
        }
        forwarded += n;
        if (WINDOW - (received - reported) < MAX_PAYLOAD && !over) {
            guest.say(this, VsockGuest.CREDIT_UPDATE, 0);
        }
        endIfRead();
        return n;
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                guest.lock.lock();
                try {
                    transmit(source, offset, length);
                } finally {
                    guest.lock.unlock();
                }
            }

            @Override
            public void close() {
                shutdownOutput();
            }
        };
    }

    private void transmit(byte[] source, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (over || broken || (peerShut & SHUT_RECEIVE) != 0 || (shut & SHUT_SEND) != 0) {
                throw new IOException("nobody takes it any more");
            }
            int credit = Math.max(0, peerBuffer - (sent - peerForwarded));
            int now = Math.min(Math.min(credit, length - done), MAX_PAYLOAD);
            if (now > 0 && guest.send(this, source, offset + done, now)) {
                sent += now;
                done += now;
            } else {
                guest.await(LOOK_NANOS);
            }
        }
    }

    @Override
    public void shutdownOutput() {
        shut(SHUT_SEND);
    }

    @Override
    public void close() {
        shut(SHUT_BOTH);
    }

    private void shut(int flags) {
        guest.lock.lock();
        try {
            if ((shut & flags) == flags || over) {
                shut |= flags;
                return;
            }
            shut |= flags;
            if (peerShut == SHUT_BOTH && flags == SHUT_BOTH) {
                guest.say(this, VsockGuest.RST, 0);
                end();
            } else {
                guest.say(this, VsockGuest.SHUTDOWN, shut);
            }
            guest.changed.signalAll();
        } finally {
            guest.lock.unlock();
        }
    }
}
