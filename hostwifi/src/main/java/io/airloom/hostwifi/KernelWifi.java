package io.airloom.hostwifi;

import io.airloom.kernel.HeardNetwork;
import io.airloom.kernel.StationEvent;
import io.airloom.kernel.StationInterface;
import io.airloom.kernel.StationLink;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the kernel knows of its stations: what there is, whoever manages it. Any thread may call.
///
/// Everything but [#isRadioOff] may throw [io.airloom.kernel.KernelException] and
/// [io.airloom.linux.LinuxException].
interface KernelWifi extends AutoCloseable {
    /// The stations that there are.
    List<StationInterface> stations();

    /// What one has heard.
    List<HeardNetwork> heard(int interfaceIndex);

    /// Between one and its access point; null if it has none.
    @Nullable StationLink link(int interfaceIndex, long bssid);

    /// Whether a radio is switched off, by a switch or by a program (rfkill).
    ///
    /// @param wiphyName `phy0`
    boolean isRadioOff(String wiphyName);

    /// Tells of events from now on. Called once.
    ///
    /// @param taker called by one thread; returns at once
    void listen(Consumer<StationEvent> taker);

    @Override
    void close();
}
