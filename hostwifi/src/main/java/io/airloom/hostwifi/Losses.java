package io.airloom.hostwifi;

import io.airloom.kernel.StationEvent;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.LossReason.Cause;

/// Why connections end, in the numbers of IEEE 802.11-2020 table 9-49.
final class Losses {
    static final LossReason UNKNOWN = new LossReason(Cause.UNKNOWN, 0, "nobody said why");

    private static final int LEAVING_BSS = 3;
    private static final int INACTIVITY = 4;
    private static final int LEAVING_ESS = 8;

    private Losses() {}

    static LossReason ofKernel(StationEvent event) {
        return event.byAccessPoint() ? byAccessPoint(event.reason()) : byHost(event.reason());
    }

    static LossReason byAccessPoint(int code) {
        return new LossReason(
                Cause.ACCESS_POINT, code, "the access point ended it (reason %d)".formatted(code));
    }

    /// The host's own reasons: that it does not hear its access point any more is inactivity to
    /// mac80211.
    static LossReason byHost(int code) {
        return switch (code) {
            case LEAVING_BSS, LEAVING_ESS -> new LossReason(Cause.USER, code, "the host left it");
            case INACTIVITY ->
                    new LossReason(
                            Cause.OUT_OF_RANGE, code, "the access point is not heard any more");
            default ->
                    new LossReason(
                            Cause.UNKNOWN, code, "the host ended it (reason %d)".formatted(code));
        };
    }
}
