package io.airloom.remote;

import io.airloom.guest.Guest;
import io.airloom.guest.KnownRadio;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Who is on the air, by name, and who was: an agent that comes again from the same boot of the
/// same guest gets its place again, and its radios are known. Loop thread only.
final class Register {
    /// Of guests that left, so many are remembered.
    static final int MAX_REMEMBERED = Guest.MAX_GUESTS;

    private final SequencedMap<String, Entry> here = new LinkedHashMap<>();
    private final SequencedMap<Identity, Memory> gone = new LinkedHashMap<>();
    private final BitSet places = new BitSet();

    /// Who an agent is, as far as it can be known: nobody else knows a guest's boot.
    private record Identity(AgentAddress address, String saidName, long boot) {}

    private record Entry(RemoteGuest guest, Identity identity) {}

    /// What is remembered of a guest.
    record Memory(int place, List<KnownRadio> radios) {}

    int size() {
        return here.size();
    }

    Collection<RemoteGuest> all() {
        return here.values().stream().map(Entry::guest).toList();
    }

    @Nullable RemoteGuest named(String name) {
        Entry entry = here.get(name);
        return entry == null ? null : entry.guest();
    }

    /// Whose place the one who comes now takes: its own former connection, or whoever is at a door
    /// for one guest.
    @Nullable RemoteGuest predecessor(Door door, String saidName, long boot) {
        Identity identity = new Identity(door.address(), saidName, boot);
        for (Entry entry : here.values()) {
            boolean sameDoor = entry.identity().address().equals(door.address());
            if (sameDoor && (door.name() != null || entry.identity().equals(identity))) {
                return entry.guest();
            }
        }
        return null;
    }

    /// What is remembered of the one who comes now, and is not from here on; or a new place.
    Memory recall(Door door, String saidName, long boot) {
        Memory memory = gone.remove(new Identity(door.address(), saidName, boot));
        if (memory != null) {
            return memory;
        }
        int place = places.nextClearBit(1);
        assert place <= AgentProtocol.MAX_PLACE;
        places.set(place);
        return new Memory(place, List.of());
    }

    /// The door's name, or the one that was said, with a number if somebody else has it.
    String freeName(Door door, String saidName) {
        String wanted = door.name() != null ? door.name() : saidName;
        String name = wanted;
        for (int number = 2; here.containsKey(name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    void add(RemoteGuest guest, String saidName) {
        Identity identity = new Identity(guest.info().address(), saidName, guest.boot());
        here.put(guest.info().name(), new Entry(guest, identity));
    }

    /// Forgets that a guest is here, and remembers that it was.
    void remove(RemoteGuest guest, List<KnownRadio> radios) {
        Entry entry = here.remove(guest.info().name());
        if (entry == null) {
            return;
        }
        Memory replaced = gone.putLast(entry.identity(), new Memory(guest.info().place(), radios));
        if (replaced != null) {
            places.clear(replaced.place());
        }
        if (gone.size() > MAX_REMEMBERED) {
            places.clear(gone.pollFirstEntry().getValue().place());
        }
    }
}
