package io.airloom.top;

import io.airloom.capture.AirFrame;
import io.airloom.ieee80211.Channel;
import io.airloom.ieee80211.Codes;
import io.airloom.ieee80211.Elements;
import io.airloom.ieee80211.FrameProblem;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Names;
import io.airloom.ieee80211.PhyRate;
import io.airloom.ieee80211.Printable;
import io.airloom.ieee80211.Rsn;
import io.airloom.ieee80211.Suites;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A frame as a tree of what is in it: how it went over the air, its header, fixed fields and
/// elements, and all its octets. Total: any octets give some lines.
final class FrameDetails {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final int LABEL_WIDTH = 30;
    private static final int SHORT_LABEL_WIDTH = 16;

    /// Columns from which there is room for long labels.
    private static final int WIDE = 70;

    private static final double MILLIS_PER_TIME_UNIT = 1.024;

    private final AirFrame frame;
    private final FrameView view;
    private final Names names;
    private final int columns;
    private final int labelWidth;
    private final List<Line> lines = new ArrayList<>();

    private FrameDetails(AirFrame frame, Names names, int columns) {
        this.frame = frame;
        this.view = frame.view(new FrameView());
        this.names = names;
        this.columns = columns;
        this.labelWidth = columns < WIDE ? SHORT_LABEL_WIDTH : LABEL_WIDTH;
    }

    /// The lines of a frame.
    ///
    /// @param nodeStyle of its sender
    /// @param columns for them: what is longer goes on in the next line
    static List<Line> of(Seen seen, Names names, Style nodeStyle, int columns) {
        FrameDetails details = new FrameDetails(seen.frame(), names, columns);
        details.onAir(seen, nodeStyle);
        details.header();
        details.body();
        details.group("Bytes", "");
        details.lines.addAll(HexDump.of(seen.frame().octets(), columns));
        return List.copyOf(details.lines);
    }

    private void onAir(Seen seen, Style nodeStyle) {
        Style style = seen.bad() ? Style.BAD : Style.BOLD;
        put(2, new Line().add(nodeStyle, frame.node()).add("  ").add(style, seen.text()));
        lines.add(new Line());
        group("On the air", "");
        Instant time =
                Instant.ofEpochSecond(
                        frame.epochNanos() / 1_000_000_000L, frame.epochNanos() % 1_000_000_000L);
        field("Time", TIME.format(time.atZone(ZoneId.systemDefault())));
        String channel =
                frame.freqMhz() == 0
                        ? "unknown"
                        : Channel.text(frame.freqMhz()) + " (" + frame.freqMhz() + " MHz)";
        field("Channel", channel);
        field("Rate", PhyRate.text(frame.rateIndex(), frame.rateFlags(), frame.freqMhz()));
        field("Tries", String.valueOf(frame.tries()));
        field(
                "Acknowledgement",
                !frame.ackExpected()
                        ? "not expected"
                        : frame.acknowledged()
                                ? "heard at " + frame.ackSignalDbm() + " dBm"
                                : "never came");
        field(
                "Receivers",
                frame.copies()
                        + " took it"
                        + (frame.drops() > 0 ? ", " + frame.drops() + " could not" : ""));
        String cut = frame.originalLength() > frame.octets().length ? " kept of " : "";
        field(
                "Length",
                frame.octets().length
                        + (cut.isEmpty() ? "" : cut + frame.originalLength())
                        + " bytes");
    }

    private void header() {
        group("MAC header", view.headerLength() + " bytes");
        if (!view.isValid()) {
            bad(view.problem(), view.problemOffset());
        }
        if (view.length() < FrameView.MIN_LENGTH) {
            return;
        }
        field(
                "Type",
                "%s (type %d, subtype %d)"
                        .formatted(
                                view.type().standardName(),
                                view.type().type(),
                                view.type().subtype()));
        List<String> flags = new ArrayList<>();
        flag(flags, view.toDs(), "to DS");
        flag(flags, view.fromDs(), "from DS");
        flag(flags, view.moreFragments(), "more fragments");
        flag(flags, view.retry(), "retry");
        flag(flags, view.powerManagement(), "power management");
        flag(flags, view.moreData(), "more data");
        flag(flags, view.protectedFrame(), "protected");
        flag(flags, view.order(), "+HTC/order");
        field("Flags", flags.isEmpty() ? "none" : String.join(", ", flags));
        field("Duration", durationText(view.durationId()));
        address("Receiver", view.receiverAddress());
        address("Transmitter", view.transmitterAddress());
        if (view.type().isData()) {
            address("Destination", view.destinationAddress());
            address("Source", view.sourceAddress());
        }
        address("BSSID", view.bssid());
        if (view.sequenceNumber() != FrameView.ABSENT) {
            field(
                    "Sequence",
                    view.sequenceNumber() + ", fragment " + Math.max(0, view.fragmentNumber()));
        }
        if (view.trafficIdentifier() != FrameView.ABSENT) {
            field(
                    "QoS",
                    "traffic identifier "
                            + view.trafficIdentifier()
                            + (view.isAggregateMsdu() ? ", A-MSDU" : ""));
        }
    }

    private static void flag(List<String> flags, boolean set, String name) {
        if (set) {
            flags.add(name);
        }
    }

    /// In a PS-Poll it is an association identifier.
    private static String durationText(int duration) {
        return (duration & 0xc000) == 0xc000
                ? "association identifier " + (duration & 0x3fff)
                : Math.max(0, duration) + " µs";
    }

    private void address(String label, long address) {
        if (address == MacAddress.NONE) {
            return;
        }
        String owner = names.nameOf(address);
        String kind =
                address == MacAddress.BROADCAST
                        ? "everyone"
                        : MacAddress.isGroup(address) ? "a group" : owner;
        field(label, MacAddress.toString(address) + (kind == null ? "" : "  " + kind));
    }

    private void body() {
        if (!view.isValid() || view.bodyLength() == 0) {
            return;
        }
        if (view.protectedFrame()) {
            group("Body", view.bodyLength() + " bytes, encrypted");
            return;
        }
        if (!view.type().isManagement()) {
            group("Body", view.bodyLength() + " bytes");
            if (view.type().isData()) {
                KeyFields.tell(view.segment(), view.bodyOffset(), view.bodyLength(), this::field);
            }
            return;
        }
        int fixed =
                switch (view.type()) {
                    case BEACON, PROBE_RESPONSE -> 12;
                    case ASSOCIATION_REQUEST -> 4;
                    case REASSOCIATION_REQUEST -> 10;
                    case ASSOCIATION_RESPONSE, REASSOCIATION_RESPONSE, AUTHENTICATION -> 6;
                    case DEAUTHENTICATION, DISASSOCIATION -> 2;
                    case PROBE_REQUEST -> 0;
                    default -> view.bodyLength();
                };
        if (view.bodyLength() < fixed) {
            bad(FrameProblem.HEADER_CUT, view.length());
            return;
        }
        if (fixed > 0) {
            group("Fixed fields", fixed + " bytes");
            fixedFields();
        }
        // SAE's messages have fields of their own behind the algorithm, and no element first.
        boolean sae = view.type() == FrameType.AUTHENTICATION && u16(0) == 3;
        if (!sae && view.bodyLength() > fixed) {
            elements(fixed);
        }
    }

    private void fixedFields() {
        switch (view.type()) {
            case BEACON, PROBE_RESPONSE -> {
                long micros = u16(0) | (long) u16(2) << 16 | (long) u16(4) << 32;
                field("Timestamp", micros + " µs");
                field(
                        "Beacon interval",
                        String.format(
                                Locale.ROOT,
                                "%d time units, %.1f ms",
                                u16(8),
                                u16(8) * MILLIS_PER_TIME_UNIT));
                field("Capabilities", capabilities(u16(10)));
            }
            case ASSOCIATION_REQUEST, REASSOCIATION_REQUEST -> {
                field("Capabilities", capabilities(u16(0)));
                field("Listen interval", u16(2) + " beacons");
                if (view.bodyLength() >= 10 && view.type() == FrameType.REASSOCIATION_REQUEST) {
                    address(
                            "Present access point",
                            MacAddress.read(view.segment(), view.bodyOffset() + 4));
                }
            }
            case ASSOCIATION_RESPONSE, REASSOCIATION_RESPONSE -> {
                field("Capabilities", capabilities(u16(0)));
                field("Status", u16(2) + ", " + Codes.status(u16(2)));
                field("Association identifier", String.valueOf(u16(4) & 0x3fff));
            }
            case AUTHENTICATION -> {
                field("Algorithm", u16(0) + ", " + Codes.authenticationAlgorithm(u16(0)));
                field("Transaction", String.valueOf(u16(2)));
                field("Status", u16(4) + ", " + Codes.status(u16(4)));
            }
            case DEAUTHENTICATION, DISASSOCIATION ->
                    field("Reason", u16(0) + ", " + Codes.reason(u16(0)));
            default -> field("Category and action", hex(view.bodyOffset(), view.bodyLength()));
        }
    }

    private static String capabilities(int bits) {
        List<String> words = new ArrayList<>();
        flag(words, (bits & 1) != 0, "ESS");
        flag(words, (bits & 1 << 1) != 0, "IBSS");
        flag(words, (bits & 1 << 4) != 0, "privacy");
        flag(words, (bits & 1 << 5) != 0, "short preamble");
        flag(words, (bits & 1 << 8) != 0, "spectrum management");
        flag(words, (bits & 1 << 9) != 0, "QoS");
        flag(words, (bits & 1 << 10) != 0, "short slot time");
        flag(words, (bits & 1 << 12) != 0, "radio measurement");
        return "0x%04x%s".formatted(bits, words.isEmpty() ? "" : "  " + String.join(", ", words));
    }

    private void elements(int fixed) {
        int length = view.bodyLength() - fixed;
        group("Elements", length + " bytes");
        Elements elements = new Elements().wrap(view.segment(), view.bodyOffset() + fixed, length);
        while (elements.next()) {
            field(elements.name(), value(elements));
        }
        if (elements.problem() != FrameProblem.NONE) {
            bad(elements.problem(), (int) (elements.elementOffset() - view.offset()));
        }
    }

    private String value(Elements element) {
        long at = element.offset();
        int length = element.length();
        return switch (element.id()) {
            case Elements.SSID, Elements.MESH_ID ->
                    length == 0 ? "any" : Printable.quoted(view.segment(), at, length);
            case Elements.SUPPORTED_RATES, 50 -> rates(at, length);
            case Elements.DSSS_PARAMETER_SET -> length == 1 ? "channel " + u8(at) : hex(at, length);
            case Elements.COUNTRY ->
                    length < 3 ? hex(at, length) : Printable.text(view.segment(), at, 2);
            case Elements.TIM ->
                    length < 2
                            ? hex(at, length)
                            : "DTIM in " + u8(at) + " beacons, every " + u8(at + 1);
            case Elements.RSN -> rsn(Rsn.parse(view.segment(), at, length), at, length);
            default -> hex(at, length);
        };
    }

    private String rates(long at, int length) {
        return IntStream.range(0, length)
                        .map(i -> u8(at + i))
                        .mapToObj(rate -> {
                            String mbps = (rate & 0x7f) / 2 + ((rate & 1) == 1 ? ".5" : "");
                            return (rate & 0x80) != 0 ? mbps + "*" : mbps;
                        })
                        .collect(Collectors.joining(" "))
                + " Mb/s (* basic)";
    }

    private String rsn(Rsn rsn, long at, int length) {
        if (rsn.malformed()) {
            return "malformed: " + hex(at, length);
        }
        String ciphers =
                rsn.pairwiseCiphers().stream().map(Suites::cipher).collect(Collectors.joining(" "));
        String akms = rsn.akms().stream().map(Suites::akm).collect(Collectors.joining(" "));
        return "group "
                + Suites.cipher(rsn.groupCipher())
                + ", pairwise "
                + ciphers
                + ", keys "
                + akms
                + (rsn.managementProtectionRequired()
                        ? ", management protection required"
                        : rsn.managementProtectionCapable() ? ", management protection" : "");
    }

    private void group(String title, String note) {
        Line line = new Line().add(Style.BOLD, title);
        put(2, line.add(Style.DIM, note.isEmpty() ? "" : "  " + note));
    }

    private void field(String label, @Nullable String value) {
        Line line = new Line().add("  ").add(Style.DIM, label).to(2 + labelWidth);
        put(3 + labelWidth, line.add(" ").add(value == null ? "" : value));
    }

    private void bad(FrameProblem problem, int at) {
        put(4, new Line().add("  ").add(Style.BAD, problem.text() + " at byte " + at));
    }

    private void put(int indent, Line line) {
        lines.addAll(line.wrapped(columns, indent));
    }

    private int u16(int at) {
        long offset = view.bodyOffset() + at;
        return u8(offset) | u8(offset + 1) << 8;
    }

    private int u8(long offset) {
        MemorySegment segment = view.segment();
        return offset < segment.byteSize() ? segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff : 0;
    }

    private String hex(long at, int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> "%02x".formatted(u8(at + i)))
                .collect(Collectors.joining(" "));
    }
}
