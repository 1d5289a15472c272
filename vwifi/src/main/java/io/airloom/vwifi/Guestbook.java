package io.airloom.vwifi;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is connected under which number, and who was. Names and positions of the last {@link
/// #MAX_REMEMBERED} that left, or were placed before they came, are kept for when they come again.
final class Guestbook {
    /// As vwifi-server.
    static final int MAX_REMEMBERED = 15;

    private final Map<Integer, Station> present = new LinkedHashMap<>();
    private final Map<Integer, Station> remembered = new LinkedHashMap<>();

    /// Somebody comes and wants this number. If another one has it, it gets the next that is free:
    /// vwifi-server would throw the other one out, and two clients behind one address would do that
    /// to each other for ever.
    Station arrive(int wantedCid) {
        int cid = wantedCid;
        while (present.containsKey(cid) || (cid >= 0 && cid < Cid.LEAST)) {
            cid++;
        }
        Station known = remembered.remove(cid);
        Station station = known == null ? new Station(cid) : known;
        present.put(cid, station);
        return station;
    }

    /// Somebody leaves.
    void leave(Station station) {
        if (present.remove(station.cid(), station)) {
            remember(station);
        }
    }

    /// Those who are connected, in the order in which they came.
    Collection<Station> present() {
        return present.values();
    }

    /// Who has or had this number; null if nobody whom we remember.
    @Nullable Station find(int cid) {
        Station station = present.get(cid);
        return station == null ? remembered.get(cid) : station;
    }

    /// The same, but one who is unknown is remembered from now on.
    Station findOrRemember(int cid) {
        Station known = find(cid);
        if (known != null) {
            return known;
        }
        Station station = new Station(cid);
        remember(station);
        return station;
    }

    int rememberedCount() {
        return remembered.size();
    }

    private void remember(Station station) {
        if (remembered.size() == MAX_REMEMBERED) {
            Iterator<Station> oldest = remembered.values().iterator();
            oldest.next();
            oldest.remove();
        }
        remembered.put(station.cid(), station);
    }
}
