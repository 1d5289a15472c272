package io.airloom.proxy;

/// The frequencies that the driver knows. Networks on others it drops with a warning, one for each
/// and at each scan, so they are left out here.
public final class GuestChannels {
    private GuestChannels() {}

    /// Whether a guest can be told of a network there.
    ///
    /// @param centerFreqKhz of its primary channel
    public static boolean isUsable(long centerFreqKhz) {
        if (centerFreqKhz % 1000 != 0) {
            return false;
        }
        long mhz = centerFreqKhz / 1000;
        return isIn(mhz, 2412, 2472, 5)
                || mhz == 2477
                || mhz == 2484
                || isIn(mhz, 5160, 5320, 10)
                || mhz == 5340
                || mhz == 5480
                || isIn(mhz, 5500, 5640, 10)
                || isIn(mhz, 5660, 5720, 10)
                || isIn(mhz, 5745, 5885, 10)
                || isIn(mhz, 5955, 7115, 20);
    }

    private static boolean isIn(long mhz, int first, int last, int step) {
        return mhz >= first && mhz <= last && (mhz - first) % step == 0;
    }
}
