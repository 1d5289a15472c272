package io.airloom.proxy;

/// Where interfaces of the host come from: a daemon, the operating system, or a test's own.
public interface HostWifi extends AutoCloseable {
    /// What happens to interfaces. Called by any thread, in order for each interface; returns at
    /// once and throws nothing. May be called from within [HostInterface]'s methods. What
    /// [HostInterface#connection] says is never behind what is told here: what it contradicts is
    /// taken for old news.
    interface Listener {
        /// There is one more; it may be on a network already ([HostInterface#connection]).
        void arrived(HostInterface hostInterface);

        /// It is gone: on no network from now on, and all else that it is asked for throws.
        void departed(HostInterface hostInterface);

        /// It is on a network, or on another access point of it.
        void connected(HostInterface hostInterface, Connection connection);

        /// It is on its network no more.
        void disconnected(HostInterface hostInterface, Ssid ssid, LossReason reason);

        /// How strong its access point is, when it has changed.
        ///
        /// @param dbm −128 to 127
        void signal(HostInterface hostInterface, int dbm);

        /// A scan has ended, well or not, whoever asked for it.
        void scanned(HostInterface hostInterface);
    }

    /// Who it is, for people: `NetworkManager`.
    String name();

    /// Finds the interfaces, and tells of them and of all that happens from now on. Those that are
    /// there have [Listener#arrived] before this returns. Called once.
    ///
    /// @throws HostWifiException if there is no such service here
    void open(Listener listener) throws HostWifiException;

    /// Tells nothing any more, and gives back what is open. What was joined stays joined or not, as
    /// the host does it: who wants it to end asks each interface to leave before.
    @Override
    void close();
}
