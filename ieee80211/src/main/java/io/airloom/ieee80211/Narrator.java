package io.airloom.ieee80211;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts one frame after another into words, and remembers from the beacons and association requests
/// among them which cipher each network and station uses: the frames themselves do not tell CCMP
/// from GCMP.
///
/// Bounded: the oldest of more than {@link #MAX_REMEMBERED} networks and stations are forgotten.
/// Not thread-safe.
public final class Narrator {
    /// How many networks and stations are remembered.
    public static final int MAX_REMEMBERED = 4_096;

    private final Names names;
    private final Map<Long, Ciphers> networks = new Memory<>();
    private final Map<Long, String> stations = new Memory<>();

    private record Ciphers(@Nullable String pairwise, String group) {}

    /// @param names who has which address
    public Narrator(Names names) {
        this.names = names;
    }

    /// Puts a frame into words, and learns from it.
    public FrameSummary summarize(FrameView view) {
        if (view.isValid() && !view.protectedFrame()) {
            learn(view);
        }
        return FrameSummary.of(view, names, view.protectedFrame() ? cipher(view) : null);
    }

    private void learn(FrameView view) {
        int fixed =
                switch (view.type()) {
                    case BEACON, PROBE_RESPONSE -> 12;
                    case ASSOCIATION_REQUEST -> 4;
                    case REASSOCIATION_REQUEST -> 10;
                    default -> -1;
                };
        if (fixed < 0 || view.bodyLength() < fixed) {
            return;
        }
        Network network =
                Network.of(view.segment(), view.bodyOffset() + fixed, view.bodyLength() - fixed);
        Rsn rsn = network.rsn() != null ? network.rsn() : network.wpa();
        if (rsn == null || rsn.malformed() || rsn.pairwiseCiphers().isEmpty()) {
            return;
        }
        boolean one = rsn.pairwiseCiphers().size() == 1;
        String first = Suites.cipher(rsn.pairwiseCiphers().getFirst());
        if (fixed == 12) {
            String group = Suites.cipher(rsn.groupCipher());
            networks.put(view.bssid(), new Ciphers(one ? first : null, group));
        } else if (one) {
            stations.put(view.transmitterAddress(), first);
        }
    }

    private @Nullable String cipher(FrameView view) {
        Ciphers network = networks.get(view.bssid());
        if (MacAddress.isGroup(view.receiverAddress())) {
            return network == null ? null : network.group();
        }
        String chosen = stations.get(view.transmitterAddress());
        if (chosen == null) {
            chosen = stations.get(view.receiverAddress());
        }
        return chosen != null ? chosen : network == null ? null : network.pairwise();
    }

    /// Forgets what was remembered first.
    private static final class Memory<V> extends LinkedHashMap<Long, V> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > MAX_REMEMBERED;
        }
    }
}
