package io.airloom.vhost;

import io.airloom.guest.Guest;
import io.airloom.guest.KnownRadio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Knows the guests of nodes that have a socket of their own while they are connected, and
/// remembers them afterwards. What is remembered of a guest is used once. Air thread only.
final class RadioMemory {
    private final SequencedMap<Key, KnownGuest> gone = new LinkedHashMap<>();
    private final SequencedMap<Key, HwsimDevice> here = new LinkedHashMap<>();
    private final Reunion reunion;

    RadioMemory(Reunion reunion) {
        this.reunion = reunion;
    }

    private record Key(String node, int process) {}

    /// What one device does with the memory.
    final class Place {
        private final Key key;

        private Place(Key key) {
            this.key = key;
        }

        void arrived(HwsimDevice device) {
            here.put(key, device);
        }

        void left(HwsimDevice device) {
            if (here.remove(key, device)) {
                keep(new KnownGuest(key.node(), key.process(), device.radios()));
            }
        }

        /// What is remembered of the guest, and is not from here on.
        List<KnownRadio> take() {
            KnownGuest guest = gone.remove(key);
            reunion.arrived(key.node());
            return guest == null ? List.of() : guest.radios();
        }

        /// Does its guest wait for others that are to come?
        boolean waits() {
            return reunion.isOn();
        }
    }

    /// Where the guest of a node is remembered.
    ///
    /// @param process its number; above 0
    Place place(String node, int process) {
        return new Place(new Key(node, process));
    }

    /// Remembers a guest; of more than can be on an air, those that left first are forgotten.
    void keep(KnownGuest guest) {
        if (!guest.radios().isEmpty()) {
            gone.putLast(new Key(guest.node(), guest.process()), guest);
            if (gone.size() > Guest.MAX_GUESTS) {
                gone.pollFirstEntry();
            }
        }
    }

    /// Remembers guests of another air, and waits for them.
    void recall(List<KnownGuest> guests, Duration patience) {
        guests.forEach(this::keep);
        reunion.await(guests.stream().map(KnownGuest::node).toList(), patience);
    }

    /// Everybody.
    List<KnownGuest> all() {
        List<KnownGuest> all = new ArrayList<>(gone.values());
        here.forEach((key, device) ->
                all.add(new KnownGuest(key.node(), key.process(), device.radios())));
        return all;
    }
}
