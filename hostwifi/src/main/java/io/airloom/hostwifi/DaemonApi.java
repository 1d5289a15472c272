package io.airloom.hostwifi;

import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.Ssid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is asked of one kind of daemon, and how its signals are read. A device, a network, a
/// connection is the path of a D-Bus object. Calls wait, each with a limit; signals are read
/// without any call.
interface DaemonApi {
    /// The devices that it manages, by the names of their interfaces.
    ///
    /// @throws BusException if it does not say
    Map<String, String> devices() throws BusException;

    /// Whether there may be a device more or less, or one that is managed otherwise.
    boolean changesDevices(BusSignal signal);

    /// Whether it says why a device is on its network no more; null if it says nothing of that.
    ///
    /// @param device which device
    @Nullable LossReason loss(BusSignal signal, String device);

    /// Asks for a scan, and does not wait for its end.
    ///
    /// @throws BusException if it does not want to, as when it scans already
    void scan(String device, Ssid ssid) throws BusException;

    /// What the device is on, and what it would be on, to be asked for again later.
    ///
    /// @throws BusException if it does not say
    Former former(String device) throws BusException;

    /// Asks for the attempt's network.
    ///
    /// @return the connection, or network, that is ours now
    /// @throws BusException if it does not want to; nothing is left of it then
    /// @throws HostWifiException if it cannot do that at all
    String begin(Attempt attempt, Former former)
            throws BusException, HostWifiException, InterruptedException;

    /// Waits until it says that frames can be sent.
    ///
    /// @param ours what [#begin] returned
    /// @throws HostWifiException if it has failed, or was not done in time
    void await(Attempt attempt, String ours)
            throws BusException, HostWifiException, InterruptedException;

    /// Whether what is ours is what the device is on or tries to get on.
    ///
    /// @throws BusException if it does not say
    boolean isCurrent(String device, String ours) throws BusException;

    /// Removes what is ours. If the device is still on it, or on nothing, asks for what it was on
    /// before; what somebody else has chosen since stays.
    ///
    /// @param wantsFormer whether to ask for that if the device is on nothing
    /// @throws BusException if it does not want to
    void end(String device, String ours, Former former, boolean wantsFormer) throws BusException;
}
