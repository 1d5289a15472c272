package io.airloom.netlink;

import io.airloom.guest.Claim;
import io.airloom.guest.Guest;
import io.airloom.guest.KnownRadio;
import io.airloom.guest.MessagePort;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.HwsimRadio;
import io.airloom.kernel.NetlinkMessages;
import io.airloom.kernel.WirelessInterface;
import io.airloom.linux.Epoll;
import io.airloom.linux.Errno;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import io.airloom.linux.Timer;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The simulated radios of one network namespace of this kernel, on the air. Everything runs on the
/// air's thread, but for the reading of counters.
///
/// ```
///   kernel ──▶ socket ──▶ 64 messages a turn ──▶ Guest ──▶ Air
///   kernel ◀── one send at the end of the turn ◀── batch ◀── Guest
/// ```
///
/// The kernel deals with what it is sent while it is sent, so there is no queue on the way to it
/// and no backlog, unless it lacks memory: then the batch is sent again a little later, and until
/// then nothing more is taken than can be answered.
///
/// **The end.** The socket keeps the namespace alive, and with it radios that nobody can see any
/// more. So it is asked once a second whether the namespace still has its name (or its process);
/// when it has not, the radios leave and the socket is closed. At the same time the medium's place
/// is confirmed ([HwsimMedium#confirm()]), which any process can take from us.
public final class NetlinkGuest implements MessagePort, AutoCloseable {
    /// What the radios of the program's own namespace are called together.
    public static final String OWN_NAME = "kernel";

    private static final int MESSAGES_PER_TURN = 64;
    private static final int BATCH_LENGTH = 1 << 15;
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final long AGAIN_NANOS = 5_000_000;

    private final EventLoop loop;
    private final Carrier carrier;
    private final NetlinkListener listener;
    private final Guest guest;
    private final Map<Long, String> radioNames = new HashMap<>();
    private final Counters<NetlinkCounter> counters = new Counters<>(NetlinkCounter.class);
    private final MemorySegment incoming =
            Arena.ofAuto().allocate(HwsimMedium.MAX_MESSAGE_LENGTH, Long.BYTES);
    private final MemorySegment batch = Arena.ofAuto().allocate(BATCH_LENGTH, Long.BYTES);
    private final NetlinkMessages messages = new NetlinkMessages();
    private final EventLoop.Registration registration;
    private Timer look;
    private @Nullable Timer again;
    private int batched;
    private boolean closed;

    private NetlinkGuest(EventLoop loop, Air air, Carrier carrier, NetlinkListener listener) {
        this.loop = loop;
        this.carrier = carrier;
        this.listener = listener;
        this.guest =
                new Guest(
                        air,
                        carrier.name().isEmpty() ? OWN_NAME : carrier.name(),
                        this,
                        radioNames::get);
        this.registration = loop.register(carrier.fd(), Epoll.IN, this::readable);
        this.look = loop.schedule(LOOK_NANOS, this::look);
        carrier.radios().forEach(this::introduce);
    }

    /// Puts the radios of a namespace on the air. On the air's thread.
    ///
    /// @param place becomes the guest's
    public static NetlinkGuest open(
            EventLoop loop, Air air, MediumPlace place, NetlinkListener listener) {
        return new NetlinkGuest(loop, air, place, listener);
    }

    /// As [#open], with any carrier.
    static NetlinkGuest of(EventLoop loop, Air air, Carrier carrier, NetlinkListener listener) {
        return new NetlinkGuest(loop, air, carrier, listener);
    }

    /// The guest's name.
    public String name() {
        return guest.name();
    }

    /// Counts so far. Any thread may read.
    public Counters<NetlinkCounter> counters() {
        return counters;
    }

    /// What the guest has counted. Any thread may read.
    Guest guest() {
        return guest;
    }

    /// A radio that was there before the medium: what the kernel has told nobody. It goes on where
    /// it was, so that those that were associated stay so.
    private void introduce(HwsimRadio radio) {
        String prefix = carrier.name().isEmpty() ? "" : carrier.name() + ".";
        radioNames.put(radio.key(), prefix + radio.name());
        if (radio.interfaces().stream().noneMatch(WirelessInterface::isUp)) {
            return;
        }
        int freqMhz =
                radio.interfaces().stream().mapToInt(WirelessInterface::freqMhz).max().orElse(0);
        guest.recall(List.of(new KnownRadio(radio.key(), freqMhz, List.of())));
        for (WirelessInterface each : radio.interfaces()) {
            if (each.isUp()) {
                int length =
                        HwsimKernelEncoder.macAddress(
                                incoming,
                                0,
                                HwsimMedium.MAX_MESSAGE_LENGTH,
                                carrier.family(),
                                HwsimCommand.ADD_MAC_ADDR,
                                radio.key(),
                                each.address());
                guest.message(incoming, 0, length, 0);
            }
        }
    }

    // ---- from the kernel
    // -----------------------------------------------------------------------------

    private void readable(int events, long nowNanos) {
        try {
            for (int i = 0; i < MESSAGES_PER_TURN && !closed; i++) {
                if (!guest.accepting()) {
                    registration.interest(0);
                    return;
                }
                int received = carrier.receive(incoming, 0, HwsimMedium.MAX_MESSAGE_LENGTH);
                switch (received) {
                    case NetlinkSocket.WOULD_BLOCK -> {
                        return;
                    }
                    case NetlinkSocket.OVERRUN -> counters.increment(NetlinkCounter.OVERRUNS);
                    case NetlinkSocket.DISCARDED -> counters.increment(NetlinkCounter.FORGED);
                    default -> take(received, nowNanos);
                }
            }
        } catch (LinuxException e) {
            leave(String.valueOf(e.getMessage()));
        }
    }

    private void take(int received, long nowNanos) {
        messages.over(incoming, 0, received);
        while (!closed && messages.next()) {
            if (messages.type() == carrier.family()) {
                guest.message(incoming, messages.offset(), messages.length(), nowNanos);
            } else if (HwsimMedium.isConfirmation(messages)) {
                confirmed(messages.errno());
            } else if (messages.type() == NetlinkMessages.ERROR) {
                notTaken(messages.errno());
            } else {
                counters.increment(NetlinkCounter.STRANGE);
            }
        }
        if (messages.isBroken()) {
            counters.increment(NetlinkCounter.STRANGE);
        }
    }

    private void notTaken(int errno) {
        if (errno != 0) {
            counters.increment(
                    errno == Errno.EINVAL ? NetlinkCounter.NOT_WANTED : NetlinkCounter.NOT_TAKEN);
        }
    }

    private void confirmed(int errno) {
        switch (errno) {
            case 0 -> counters.increment(NetlinkCounter.REGAINED);
            case Errno.ENOENT -> leave("mac80211_hwsim was unloaded");
            default -> {}
        }
    }

    private void look() {
        if (!carrier.isNamed()) {
            leave("its network namespace is gone");
            return;
        }
        try {
            carrier.confirm();
            look = loop.schedule(LOOK_NANOS, this::look);
        } catch (LinuxException e) {
            leave(String.valueOf(e.getMessage()));
        }
    }

    // ---- to the kernel
    // -------------------------------------------------------------------------------

    @Override
    public Claim claim(int length) {
        if (batched + length > BATCH_LENGTH && again == null && !closed) {
            send();
        }
        if (closed) {
            return Claim.GONE;
        }
        if (length > BATCH_LENGTH) {
            return Claim.TOO_SHORT;
        }
        return again != null || batched + length > BATCH_LENGTH ? Claim.NO_BUFFER : Claim.OK;
    }

    @Override
    public MemorySegment segment() {
        return batch;
    }

    @Override
    public long offset() {
        return batched;
    }

    @Override
    public boolean commit(int length) {
        // What is written for a kernel always ends at a multiple of 4, where the next one begins.
        assert length % Integer.BYTES == 0 : length;
        carrier.address(batch, batched);
        batched += length;
        return !closed;
    }

    @Override
    public void signal() {
        if (batched > 0 && again == null && !closed) {
            send();
        }
    }

    private void send() {
        if (batched == 0) {
            return;
        }
        try {
            if (carrier.send(batch, 0, batched) != NetlinkSocket.WOULD_BLOCK) {
                counters.increment(NetlinkCounter.SENDS);
                batched = 0;
                return;
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS && e.errno() != Errno.ENOMEM) {
                leave(String.valueOf(e.getMessage()));
                return;
            }
        }
        counters.increment(NetlinkCounter.SENT_AGAIN);
        again = loop.schedule(AGAIN_NANOS, this::sendAgain);
    }

    private void sendAgain() {
        again = null;
        send();
        if (again == null && !closed) {
            guest.writable();
            registration.interest(Epoll.IN);
        }
    }

    private void leave(String reason) {
        if (!closed) {
            close();
            listener.left(guest.name(), reason);
        }
    }

    /// The radios leave the air, and have the kernel's own medium again.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        guest.close();
        look.cancel();
        if (again != null) {
            again.cancel();
        }
        registration.close();
        carrier.close();
    }
}
