package io.airloom.capture;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Names;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Display filters, as people write them:
///
/// ```
/// type==mgmt and node==sta1
/// subtype in {auth, assoc-req, assoc-resp} or subtype==eapol
/// ssid ~ "guest*" and not subtype==beacon
/// lost or (retry and addr==02:00:00:00:01:00)
/// ```
///
/// A test is a field with `== != < <= > >=`, with `~` (contains; or is like a pattern with `*` and
/// `?`), with `in {…}`, or alone: then it is there, and not 0. Tests are joined by `and or not` or
/// `&& || !`, and parentheses; `and` binds closer than `or`. `!=` is exactly the opposite of `==`.
/// [#fields()] are the fields.
public final class FrameFilters {
    /// Characters of a filter.
    public static final int MAX_LENGTH = 4_096;

    /// Addresses whose owner is learnt: a guest may make up as many as it likes.
    private static final int MAX_LEARNT = 4_096;

    private FrameFilters() {}

    /// Reads a filter; an empty one is [FrameFilter#ALL].
    ///
    /// Names of nodes stand for addresses that the filter has seen them send from, and for those
    /// that it is told of by [FrameFilter#knowing].
    ///
    /// @throws FilterException if it is none
    public static FrameFilter parse(String text) {
        return read(text, null);
    }

    /// The same for an air of which it is known who is on it: a filter that names another node is
    /// none.
    ///
    /// @param nodes their names; the name of a node's further radio (`sta1.2`) is as good
    /// @throws FilterException if it is none
    public static FrameFilter parse(String text, Collection<String> nodes) {
        return read(text, nodes);
    }

    private static FrameFilter read(String text, @Nullable Collection<String> nodes) {
        if (text.isBlank()) {
            return FrameFilter.ALL;
        }
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    text, MAX_LENGTH, 1, "longer than " + MAX_LENGTH + " characters");
        }
        return new Parsed(text, new FilterParser(text, nodes).parse(), Names.NOBODY);
    }

    /// What may be asked of a frame: names of fields to their meaning, in words.
    public static SequencedMap<String, String> fields() {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        FilterField.ALL.forEach((name, field) -> fields.put(name, field.meaning()));
        return fields;
    }

    private static final class Parsed implements FrameFilter, Names {
        private final String text;
        private final Predicate<FrameFacts> test;
        private final Names known;
        private final Map<Long, String> learnt = new ConcurrentHashMap<>();

        Parsed(String text, Predicate<FrameFacts> test, Names known) {
            this.text = text;
            this.test = test;
            this.known = known;
        }

        @Override
        public boolean matches(AirFrame frame) {
            FrameFacts facts = new FrameFacts(frame, this);
            long sender = facts.view().transmitterAddress();
            boolean usable = sender != MacAddress.NONE && !frame.node().isEmpty();
            if (usable && learnt.size() < MAX_LEARNT) {
                learnt.putIfAbsent(sender, frame.node());
            }
            return test.test(facts);
        }

        @Override
        public @Nullable String nameOf(long macAddress) {
            String name = known.nameOf(macAddress);
            return name == null ? learnt.get(macAddress) : name;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public FrameFilter knowing(Names names) {
            return new Parsed(
                    text,
                    test,
                    address -> {
                        String name = names.nameOf(address);
                        return name == null ? known.nameOf(address) : name;
                    });
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
