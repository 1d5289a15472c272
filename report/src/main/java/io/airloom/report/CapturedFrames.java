package io.airloom.report;

import io.airloom.capture.Packet;
import io.airloom.capture.PacketReader;
import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Narrator;
import io.airloom.image.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The frames of a capture, as columns: a hundred thousand of them take four megabytes.
///
/// Bounded, whatever the file holds: what is beyond [#MAX_FRAMES] is only counted, what beyond
/// [#MAX_COUNTED] not read, and frames that say more different things than [#MAX_WORDS] are only
/// named by their type.
final class CapturedFrames {
    static final int MAX_FRAMES = 200_000;
    static final int MAX_COUNTED = 5_000_000;
    static final int MAX_WORDS = 8_192;
    static final int MAX_NODES = 128;

    private static final int MAX_ADDRESSES = 4_096;
    private static final int MAX_TEXT = 300;
    private static final long NANOS_PER_MICRO = 1_000;

    /// What a frame is for, by which it is coloured.
    enum Kind {
        BEACON(0, "beacons"),
        MANAGEMENT(1, "management"),
        KEYS(2, "key exchange"),
        DATA(3, "data"),
        CONTROL(4, "control");

        static final int COUNT = 5;

        /// By which style and script know it.
        final int number;

        final String word;

        Kind(int number, String word) {
            this.number = number;
            this.word = word;
        }
    }

    /// What frames say.
    ///
    /// @param fate what went wrong with them; empty if nothing did
    record Words(Kind kind, String text, String fate) {
        boolean isLost() {
            return fate.startsWith("not acknowledged") || fate.startsWith("dropped");
        }
    }

    private final long startEpochNanos;
    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final Map<Words, Integer> words = new LinkedHashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Narrator narrator = new Narrator(names::get);
    private long[] micros = new long[1024];
    private byte[] node = new byte[1024];
    private short[] word = new short[1024];
    private int[] octets = new int[1024];
    private int[] body = new int[1024];
    private long[] destination = new long[1024];
    private int size;
    private long total;
    private @Nullable String problem;

    private CapturedFrames(long startEpochNanos) {
        this.startEpochNanos = startEpochNanos;
    }

    /// Reads a capture; what cannot be read of it is [#problem()].
    ///
    /// @param startEpochNanos from which times are counted
    static CapturedFrames read(Path capture, long startEpochNanos) {
        CapturedFrames frames = new CapturedFrames(startEpochNanos);
        try (PacketReader reader = PacketReader.open(capture)) {
            FrameView view = new FrameView();
            for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
                if (packet.frame(view)) {
                    frames.add(packet, view);
                }
                if (frames.total >= MAX_COUNTED) {
                    frames.problem = "only the first " + Figures.count(MAX_COUNTED) + " are read";
                    return frames;
                }
            }
            frames.problem = reader.problem();
        } catch (IOException e) {
            frames.problem = String.valueOf(e.getMessage());
        }
        return frames;
    }

    private void add(Packet packet, FrameView view) {
        total++;
        if (size == MAX_FRAMES) {
            return;
        }
        if (size == micros.length) {
            int larger = Math.min(MAX_FRAMES, 2 * size);
            micros = Arrays.copyOf(micros, larger);
            node = Arrays.copyOf(node, larger);
            word = Arrays.copyOf(word, larger);
            octets = Arrays.copyOf(octets, larger);
            body = Arrays.copyOf(body, larger);
            destination = Arrays.copyOf(destination, larger);
        }
        String name = packet.interfaceName().isEmpty() ? "?" : packet.interfaceName();
        long sender = view.transmitterAddress();
        if (sender != MacAddress.NONE
                && !MacAddress.isGroup(sender)
                && names.size() < MAX_ADDRESSES) {
            names.putIfAbsent(sender, name);
        }
        long nanos = packet.epochNanos() - startEpochNanos;
        // In order, whatever a file says: everything after this relies on it.
        long earliest = size == 0 ? 0 : micros[size - 1];
        micros[size] = Math.max(earliest, nanos / NANOS_PER_MICRO);
        node[size] = (byte) number(name);
        word[size] = (short) wordsOf(packet, view);
        octets[size] = Math.min(view.length(), 0xffff);
        boolean isData = view.isValid() && view.type().isData();
        long to = isData ? view.destinationAddress() : MacAddress.NONE;
        destination[size] = to == MacAddress.NONE || MacAddress.isGroup(to) ? MacAddress.NONE : to;
        body[size] = isData ? view.bodyLength() : 0;
        size++;
    }

    /// Those beyond the limit share the last number.
    private int number(String name) {
        Integer known = nodes.get(name);
        if (known != null) {
            return known;
        }
        String shown = nodes.size() < MAX_NODES - 1 ? name : "others";
        return nodes.computeIfAbsent(shown, _ -> nodes.size());
    }

    private int wordsOf(Packet packet, FrameView view) {
        FrameSummary summary = narrator.summarize(view);
        Kind kind = kind(view, summary);
        String fate = cut(Printable.line(String.join("; ", packet.comments())));
        StringBuilder text = new StringBuilder(summary.type());
        if (!summary.details().isEmpty()) {
            text.append(' ').append(String.join(", ", summary.details()));
        }
        if (!summary.to().isEmpty()) {
            text.append(" → ").append(summary.to());
        }
        if (summary.bad()) {
            text.append(", malformed: ").append(summary.badReason());
        }
        Words said = new Words(kind, cut(Printable.line(text.toString())), fate);
        Integer known = words.get(said);
        if (known != null) {
            return known;
        }
        if (words.size() >= MAX_WORDS) {
            // One for each type and whether it was lost: far below what 16 bits can tell.
            said =
                    new Words(
                            kind,
                            summary.bad() ? "malformed frame" : view.type().standardName(),
                            said.isLost() ? "not acknowledged" : "");
        }
        return words.computeIfAbsent(said, _ -> words.size());
    }

    private static Kind kind(FrameView view, FrameSummary summary) {
        if (!view.isValid() || view.type().isControl()) {
            return Kind.CONTROL;
        }
        if (view.type().isData()) {
            return summary.type().startsWith("EAPOL") ? Kind.KEYS : Kind.DATA;
        }
        return view.type() == FrameType.BEACON ? Kind.BEACON : Kind.MANAGEMENT;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    /// How many there are to look at.
    int size() {
        return size;
    }

    /// How many the capture has.
    long total() {
        return total;
    }

    /// Why there are not more; null if these are all.
    @Nullable String problem() {
        return problem;
    }

    /// When frame `i` was sent, in µs since the start; never less than for the one before.
    long micros(int i) {
        return micros[i];
    }

    /// Who sent it: a place in [#nodes()].
    int node(int i) {
        return node[i];
    }

    /// What it says: a place in [#words()].
    int word(int i) {
        return word[i] & 0xffff;
    }

    /// Octets of it, at most 65,535.
    int octets(int i) {
        return octets[i];
    }

    /// Octets of its body, with what a cipher adds to it; 0 if it is no data frame.
    int body(int i) {
        return body[i];
    }

    /// Who is to have it in the end; [MacAddress#NONE] if it is no unicast data frame.
    long destination(int i) {
        return destination[i];
    }

    /// The first frame that was not sent before; [#size()] if all were.
    ///
    /// @param since µs since the start
    int firstAt(long since) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (micros[middle] < since) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Those who sent.
    List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /// Everything that frames say.
    List<Words> words() {
        return List.copyOf(words.keySet());
    }

    /// Frames that tell how something came about, in order: no beacon but the first of each node,
    /// no data but what was lost.
    ///
    /// @param most how many at most
    List<Integer> telling(int most) {
        List<Words> said = words();
        List<Integer> found = new ArrayList<>();
        boolean[] beaconed = new boolean[MAX_NODES];
        for (int i = 0; i < size && found.size() < most; i++) {
            Words words = said.get(word(i));
            boolean repeats =
                    switch (words.kind()) {
                        case BEACON -> beaconed[node[i]];
                        case DATA, CONTROL -> !words.isLost();
                        case MANAGEMENT, KEYS -> false;
                    };
            beaconed[node[i]] |= words.kind() == Kind.BEACON;
            if (!repeats) {
                found.add(i);
            }
        }
        return found;
    }
}
