package io.airloom.proxy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The host's Wi-Fi for guests with the Linux driver `proxy_wifi`: they see the networks that the
/// host sees, and others that the program makes up; they are connected where the host is, or have
/// it connect for them; they are told when that ends.
///
/// ```
/// MadeUpNetwork lobby = MadeUpNetwork.of(Ssid.of("lobby"), 0x02_00_00_00_00_01L);
/// WifiProxyObserver log =
///         new WifiProxyObserver() {
///             @Override
///             public void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {
///                 System.out.println(on + " is on " + ssid);
///             }
///         };
/// try (WifiProxy proxy =
///         WifiProxy.builder()
///                 .listen(TcpTransport.at(new InetSocketAddress("127.0.0.1", 12345)))
///                 .madeUp(() -> List.of(lobby))
///                 .observer(log)
///                 .authorize((guest, kind, ssid) -> kind == ConnectionKind.HOST_MIRRORING)
///                 .start()) {
///     Thread.sleep(Duration.ofHours(1));
///     proxy.guests().forEach(System.out::println);
/// }
/// ```
///
/// The host's own interfaces come with [Builder#host]. Any thread may call.
public final class WifiProxy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WifiProxy.class.getName());

    /// Guests that have been silent for longer are not reminded of networks.
    private static final Duration LATELY = Duration.ofMinutes(10);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Roster roster;
    private final OperationHandler handler;
    private final HostEvents events;
    private final NotificationSender sender;
    private final RequestServer server;
    private final ProxyCounters counters = new ProxyCounters();
    private final ProxyTimes times;
    private final List<HostWifi> hosts = new ArrayList<>();
    private final @Nullable Radio madeUp;
    private final CountDownLatch closed = new CountDownLatch(1);

    private WifiProxy(Builder builder) {
        times = builder.times;
        ServerLimits limits = ServerLimits.usual().answering(times.budget());
        sender = new NotificationSender(builder.layout, limits, counters);
        Announcer announcer = new Announcer(builder.observer);
        roster =
                new Roster(
                        announcer,
                        sender,
                        builder.seed,
                        () -> new Told(times.told()),
                        builder.tellsOfLostNetworks);
        ScanView view = new ScanView(builder.layout, builder.hidesUnusable);
        handler = new OperationHandler(roster, announcer, builder.authorizer, view, times);
        events = new HostEvents(roster, handler.scanning(), handler.leaving());
        server = new RequestServer(handler, sender, builder.layout, limits, counters);
        madeUp =
                builder.provider == null ? null : roster.add(new MadeUpInterface(builder.provider));
    }

    /// Says what a proxy is made of.
    public static Builder builder() {
        return new Builder();
    }

    /// What a proxy is made of. One thread at a time.
    public static final class Builder {
        private final List<GuestTransport> transports = new ArrayList<>();
        private final List<HostWifi> hosts = new ArrayList<>();
        private @Nullable MadeUpProvider provider;
        private WifiProxyObserver observer = WifiProxyObserver.NONE;
        private Authorizer authorizer = Authorizer.ALL;
        private ScanLayout layout = ScanLayout.C;
        private boolean hidesUnusable;
        private boolean tellsOfLostNetworks = true;
        private ProxyTimes times = ProxyTimes.usual();
        private LongSupplier seed = () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        private boolean isStarted;

        private Builder() {}

        /// A way by which guests come; one or more. It is the proxy's from now on.
        public Builder listen(GuestTransport transport) {
            transports.add(transport);
            return this;
        }

        /// Interfaces of the host; none is fine. Those given first are tried first. It is the
        /// proxy's from now on. One that does not open is logged, and left out.
        public Builder host(HostWifi host) {
            hosts.add(host);
            return this;
        }

        /// Networks that are made up: they come before all others.
        public Builder madeUp(MadeUpProvider networks) {
            provider = networks;
            return this;
        }

        /// Who is told of what happens; nobody by default.
        public Builder observer(WifiProxyObserver told) {
            observer = told;
            return this;
        }

        /// Who is asked whether a guest may connect; all may by default.
        public Builder authorize(Authorizer asked) {
            authorizer = asked;
            return this;
        }

        /// How guests read scan results; [ScanLayout#C] by default, which all drivers since June
        /// 2022 do. For the others, scans wait for the host's.
        public Builder layout(ScanLayout read) {
            layout = read;
            return this;
        }

        /// Whether networks that guests can neither join nor share are left out; by default they
        /// are shown, as WPA2-PSK.
        public Builder hideUnusable(boolean hides) {
            hidesUnusable = hides;
            return this;
        }

        /// Whether guests are told that their network has gone; by default they are.
        public Builder tellOfLostNetworks(boolean tells) {
            tellsOfLostNetworks = tells;
            return this;
        }

        /// How long things may take; [ProxyTimes#usual] by default.
        public Builder times(ProxyTimes all) {
            times = all;
            return this;
        }

        /// The number before the first session of a new guest: greater than any that a proxy before
        /// this one has given it. By default the microseconds since 1970.
        public Builder sessionsAfter(LongSupplier number) {
            seed = number;
            return this;
        }

        /// Opens the host's interfaces, and serves guests from now on.
        ///
        /// @throws IOException if a transport cannot listen, with its address; then all are closed
        /// @throws IllegalStateException if it was called before: transports are used once
        public WifiProxy start() throws IOException {
            if (isStarted) {
                throw new IllegalStateException("started already");
            }
            isStarted = true;
            WifiProxy proxy = new WifiProxy(this);
            boolean isServing = false;
            try {
                hosts.forEach(proxy::open);
                for (GuestTransport transport : transports) {
                    proxy.server.listen(transport);
                }
                isServing = true;
            } finally {
                if (!isServing) {
                    transports.forEach(GuestTransport::close);
                    proxy.close();
                }
            }
            Thread.ofVirtual().name("airloom-proxy-keeper").start(proxy::keep);
            return proxy;
        }
    }

    private void open(HostWifi host) {
        try {
            host.open(events);
            hosts.add(host);
        } catch (HostWifiException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> host.name() + " does not open: " + e.getMessage());
            host.close();
        }
    }

    /// Reminds guests of the networks that the host is on, and leaves what could not be left.
    private void keep() {
        Duration turn = times.refresh().isZero() ? LATELY : times.refresh();
        try {
            while (!closed.await(turn.toNanos(), TimeUnit.NANOSECONDS)) {
                keepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepOnce() {
        try {
            handler.leaving().tidy();
            if (!times.refresh().isZero()) {
                handler.scanning().remindOfConnections(LATELY);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a host's interface failed", e);
        }
    }

    /// The guests that have asked for something, those that did so last at the end.
    public List<GuestStatus> guests() {
        return roster.guests().stream().map(roster::status).toList();
    }

    /// The networks that a guest would be shown if it asked now, without a scan.
    public List<Bss> networks() {
        return handler.scanning().known(Ssid.WILDCARD);
    }

    /// How often which thing has become of guests' connections and notifications.
    public Map<ProxyCounter, Long> counters() {
        return counters.all();
    }

    /// Says how strong a made-up network is from now on; guests on it are told.
    ///
    /// @param dbm −128 to 127
    /// @return false if there is no made-up network of this name
    /// @throws IllegalArgumentException if it does not fit into an octet
    public boolean signal(Ssid ssid, int dbm) {
        if (dbm != (byte) dbm) {
            throw new IllegalArgumentException("dbm=" + dbm);
        }
        Radio radio = madeUp;
        MadeUpInterface networks = radio == null ? null : radio.madeUp();
        if (radio == null || networks == null || networks.find(ssid, 0) == null) {
            return false;
        }
        networks.signal(ssid, dbm);
        roster.signal(radio, ssid, dbm);
        return true;
    }

    /// Ends the connections of all guests to a made-up network, and tells them. They may come back.
    ///
    /// @return how many there were
    public int disconnect(Ssid ssid) {
        return madeUp == null ? 0 : roster.disconnected(madeUp, ssid);
    }

    /// A guest is not there any more: its virtual machine was stopped, say. (Its driver says
    /// nothing then.) What was joined for it is left.
    public void forget(GuestId guest) {
        roster.forget(guest);
        handler.leaving().tidy();
    }

    /// Serves guests no more, ends the connections that were made for them, and gives back what is
    /// open: transports, host, observer. Waits for it, for some seconds at most.
    @Override
    public void close() {
        closed.countDown();
        server.close();
        events.close(Deadline.in(times.leave()));
        handler.close();
        hosts.forEach(HostWifi::close);
        // Guests are told that their networks have gone with the proxy.
        sender.drain(FAREWELL);
        sender.close();
    }
}
