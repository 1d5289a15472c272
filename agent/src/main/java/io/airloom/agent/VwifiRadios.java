package io.airloom.agent;

import io.airloom.kernel.Hwsim;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.HwsimRadio;
import java.lang.foreign.MemorySegment;

/// The radios of a kernel, as one sees them who speaks vwifi's protocol.
interface VwifiRadios {
    /// Type of the messages of mac80211_hwsim.
    int family();

    /// As [HwsimMedium#receive].
    int receive(MemorySegment buffer, long offset, int length);

    /// As [HwsimMedium#send].
    int send(MemorySegment buffer, long offset, int length);

    /// What all radios are called now. May wait for the kernel.
    long[] keys();

    /// Those of this kernel.
    record OfKernel(Hwsim hwsim, HwsimMedium medium) implements VwifiRadios {
        @Override
        public int family() {
            return medium.family();
        }

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            return medium.receive(buffer, offset, length);
        }

        @Override
        public int send(MemorySegment buffer, long offset, int length) {
            return medium.send(buffer, offset, length);
        }

        @Override
        public long[] keys() {
            return hwsim.radios().stream().mapToLong(HwsimRadio::key).toArray();
        }
    }
}
