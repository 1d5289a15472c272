package io.airloom.windows;

import io.airloom.proxy.Ssid;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the service of Windows tells of, as far as it matters here.
sealed interface WlanEvent {
    /// `WLAN_NOTIFICATION_SOURCE_ACM`: scans, connections, interfaces.
    int SOURCE_ACM = 8;

    /// `WLAN_NOTIFICATION_SOURCE_MSM`: what the driver says meanwhile.
    int SOURCE_MSM = 16;

    /// All that are listened to.
    int SOURCES = SOURCE_ACM | SOURCE_MSM;

    /// Which interface.
    UUID interfaceGuid();

    /// A scan has ended, well or not.
    record ScanEnded(UUID interfaceGuid) implements WlanEvent {}

    /// An attempt to connect has ended.
    ///
    /// @param reasonCode a `WLAN_REASON_CODE`; 0 is success
    record ConnectionEnded(UUID interfaceGuid, @Nullable Ssid ssid, int reasonCode)
            implements WlanEvent {}

    /// A connection is there no more.
    record Disconnected(UUID interfaceGuid, @Nullable Ssid ssid, int reasonCode)
            implements WlanEvent {}

    /// It is on another access point.
    record Roamed(UUID interfaceGuid) implements WlanEvent {}

    /// There is one more.
    record Arrived(UUID interfaceGuid) implements WlanEvent {}

    /// It is gone.
    record Removed(UUID interfaceGuid) implements WlanEvent {}

    /// How strong its access point is.
    ///
    /// @param percent 0 to 100
    record Signal(UUID interfaceGuid, int percent) implements WlanEvent {}

    /// What a notification says; null if nothing of it matters.
    static @Nullable WlanEvent of(WlanApi.Notification notification) {
        UUID guid = notification.interfaceGuid();
        return switch (notification.source()) {
            case SOURCE_ACM -> ofAcm(guid, notification);
            case SOURCE_MSM -> ofMsm(guid, notification);
            default -> null;
        };
    }

    private static @Nullable WlanEvent ofAcm(UUID guid, WlanApi.Notification notification) {
        return switch (notification.code()) {
            // scan_complete, scan_fail
            case 7, 8 -> new ScanEnded(guid);
            // connection_complete; an attempt_fail (11) comes before it
            case 10 -> {
                WlanReader.ConnectionEvent event = WlanReader.connectionEvent(notification.data());
                yield new ConnectionEnded(guid, event.ssid(), event.reasonCode());
            }
            // interface_arrival, interface_removal
            case 13 -> new Arrived(guid);
            case 14 -> new Removed(guid);
            // disconnected
            case 21 -> {
                WlanReader.ConnectionEvent event = WlanReader.connectionEvent(notification.data());
                yield new Disconnected(guid, event.ssid(), event.reasonCode());
            }
            default -> null;
        };
    }

    private static @Nullable WlanEvent ofMsm(UUID guid, WlanApi.Notification notification) {
        return switch (notification.code()) {
            // roaming_end
            case 6 -> new Roamed(guid);
            // signal_quality_change
            case 8 -> {
                OptionalInt percent = WlanReader.number(notification.data());
                if (percent.isEmpty()) {
                    yield null;
                }
                yield new Signal(guid, Math.clamp(percent.getAsInt(), 0, 100));
            }
            default -> null;
        };
    }
}
