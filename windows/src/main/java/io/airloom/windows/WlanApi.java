package io.airloom.windows;

import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Ssid;
import java.lang.foreign.MemorySegment;
import java.util.UUID;
import java.util.function.Consumer;

/// The functions of wlanapi.dll that are needed, on an open handle. What they return is a copy of
/// the structure; [WlanReader] says what is in it. Any thread may call.
interface WlanApi extends AutoCloseable {
    /// Opens a handle.
    @FunctionalInterface
    interface Opener {
        /// Loads and opens, once.
        ///
        /// @throws HostWifiException if there is no such library or service
        WlanApi open() throws HostWifiException;
    }

    /// What the service tells of, copied.
    ///
    /// @param source which part of the service
    /// @param code what; its meaning depends on the source
    /// @param interfaceGuid where
    /// @param data more, in a structure that depends on the code
    record Notification(int source, int code, UUID interfaceGuid, MemorySegment data) {}

    /// `WlanEnumInterfaces`: a `WLAN_INTERFACE_INFO_LIST`.
    MemorySegment interfaces() throws HostWifiException;

    /// `WlanGetNetworkBssList` of all networks: a `WLAN_BSS_LIST`.
    MemorySegment networks(UUID interfaceGuid) throws HostWifiException;

    /// `WlanQueryInterface`.
    ///
    /// @param opcode a `WLAN_INTF_OPCODE`
    MemorySegment query(UUID interfaceGuid, int opcode) throws HostWifiException;

    /// `WlanScan`.
    void scan(UUID interfaceGuid, Ssid ssid) throws HostWifiException;

    /// `WlanConnect`.
    ///
    /// @param profile is copied; the caller's to wipe
    /// @param bssid the only access point that is wanted; 0 for any
    void connect(UUID interfaceGuid, WlanProfile profile, long bssid) throws HostWifiException;

    /// `WlanDisconnect`.
    void disconnect(UUID interfaceGuid) throws HostWifiException;

    /// `WlanRegisterNotification`, for connections, scans, interfaces and signals.
    ///
    /// @param listener called by threads of Windows; returns at once
    void register(Consumer<Notification> listener) throws HostWifiException;

    /// Registers nobody, waits for a call of the listener that is under way, closes the handle.
    @Override
    void close();
}
