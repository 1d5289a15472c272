package io.airloom.capture;

import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import io.airloom.ieee80211.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What display filters ask of one frame; found out when it is asked for. Total, as all that reads
/// frames is. One thread.
final class FrameFacts {
    /// Short names that people use beside the standard's.
    private static final Map<FrameType, String> SHORT =
            Map.ofEntries(
                    Map.entry(FrameType.ASSOCIATION_REQUEST, "assoc-req"),
                    Map.entry(FrameType.ASSOCIATION_RESPONSE, "assoc-resp"),
                    Map.entry(FrameType.REASSOCIATION_REQUEST, "reassoc-req"),
                    Map.entry(FrameType.REASSOCIATION_RESPONSE, "reassoc-resp"),
                    Map.entry(FrameType.PROBE_REQUEST, "probe-req"),
                    Map.entry(FrameType.PROBE_RESPONSE, "probe-resp"),
                    Map.entry(FrameType.DISASSOCIATION, "disassoc"),
                    Map.entry(FrameType.AUTHENTICATION, "auth"),
                    Map.entry(FrameType.DEAUTHENTICATION, "deauth"),
                    Map.entry(FrameType.BLOCK_ACK_REQUEST, "block-ack-req"),
                    Map.entry(FrameType.BLOCK_ACK, "block-ack"));

    private static final Pattern KEY_MESSAGE = Pattern.compile("EAPOL-Key (group )?([1-4])/[24]");

    private final AirFrame frame;
    private final Names names;
    private final FrameView view;
    private @Nullable FrameSummary summary;

    FrameFacts(AirFrame frame, Names names) {
        this.frame = frame;
        this.names = names;
        this.view = frame.view(new FrameView());
    }

    AirFrame frame() {
        return frame;
    }

    FrameView view() {
        return view;
    }

    Names names() {
        return names;
    }

    /// The words for each type of frame, in the standard's order.
    static List<String> subtypeWords() {
        List<String> words = new ArrayList<>();
        for (FrameType type : FrameType.values()) {
            if (!type.isReserved()) {
                words.addAll(words(type));
            }
        }
        words.addAll(List.of("eapol", "eapol-1", "eapol-2", "eapol-3", "eapol-4"));
        words.addAll(List.of("eapol-group-1", "eapol-group-2"));
        return words;
    }

    private static List<String> words(FrameType type) {
        String word = type.standardName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String shorter = SHORT.get(type);
        return shorter == null ? List.of(word) : List.of(word, shorter);
    }

    /// All words for what this frame is.
    List<String> subtypes() {
        if (view.length() < 2) {
            return List.of();
        }
        List<String> words = words(view.type());
        if (!view.type().isData() || view.protectedFrame() || view.type().isWithoutBody()) {
            return words;
        }
        String title = summary().type();
        if (!title.startsWith("EAP")) {
            return words;
        }
        List<String> all = new ArrayList<>(words);
        all.add("eapol");
        Matcher message = KEY_MESSAGE.matcher(title);
        if (message.matches()) {
            all.add((message.group(1) == null ? "eapol-" : "eapol-group-") + message.group(2));
        }
        return all;
    }

    /// `mgmt`, `ctrl`, `data` or `ext`, and longer.
    List<String> types() {
        if (view.length() < 2) {
            return List.of();
        }
        return switch (view.type().type()) {
            case FrameType.MANAGEMENT_TYPE -> List.of("mgmt", "management");
            case FrameType.CONTROL_TYPE -> List.of("ctrl", "control");
            case FrameType.DATA_TYPE -> List.of("data");
            default -> List.of("ext", "extension");
        };
    }

    /// The networks that the frame names: SSID and mesh ID, escaped as they are shown; an empty one
    /// for an SSID that is hidden or any. None if the frame has no room for that.
    List<String> ssids() {
        int fixed =
                switch (view.type()) {
                    case BEACON, PROBE_RESPONSE -> 12;
                    case PROBE_REQUEST -> 0;
                    case ASSOCIATION_REQUEST -> 4;
                    case REASSOCIATION_REQUEST -> 10;
                    default -> -1;
                };
        if (fixed < 0 || view.protectedFrame() || view.bodyLength() < fixed) {
            return List.of();
        }
        Network network =
                Network.of(view.segment(), view.bodyOffset() + fixed, view.bodyLength() - fixed);
        List<String> ssids = new ArrayList<>();
        add(ssids, network.ssidHidden() ? "\"\"" : network.ssid());
        add(ssids, network.meshId());
        return ssids;
    }

    private static void add(List<String> ssids, @Nullable String quoted) {
        if (quoted != null && quoted.startsWith("\"") && quoted.length() > 1) {
            ssids.add(quoted.substring(1, quoted.length() - 1));
        }
    }

    /// The frame in words, as it is shown.
    String text() {
        return summary().text();
    }

    private FrameSummary summary() {
        FrameSummary known = summary;
        if (known == null) {
            known = FrameSummary.of(view, names);
            summary = known;
        }
        return known;
    }
}
