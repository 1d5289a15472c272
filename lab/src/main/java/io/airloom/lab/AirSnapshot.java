package io.airloom.lab;

import io.airloom.medium.ChannelUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What an air has carried and how, at one moment.
///
/// @param epochNanos when, in nanoseconds since 1970
/// @param medium all together, since the air began
/// @param latency how many frames took how long, since the air began
/// @param radios that are on it, or were and have sent frames, in the order of their joining
/// @param links between radios that have exchanged frames since the air began
public record AirSnapshot(
        long epochNanos,
        LabReport.Medium medium,
        LatencyCounts latency,
        List<Radio> radios,
        List<Link> links) {
    /// Of an air that has carried nothing.
    static final AirSnapshot NONE =
            new AirSnapshot(0, LabReport.Medium.NONE, LatencyCounts.NONE, List.of(), List.of());

    public AirSnapshot {
        radios = List.copyOf(radios);
        links = List.copyOf(links);
    }

    /// With what another air carried that took the place of this one.
    AirSnapshot and(AirSnapshot next) {
        SequencedMap<String, Radio> allRadios = new LinkedHashMap<>();
        radios.forEach(radio -> allRadios.put(radio.node, radio.left()));
        next.radios.forEach(radio -> allRadios.merge(radio.node, radio, Radio::and));
        SequencedMap<List<String>, Link> allLinks = new LinkedHashMap<>();
        links.forEach(link -> allLinks.put(List.of(link.from, link.to), link));
        next.links.forEach(link -> allLinks.merge(List.of(link.from, link.to), link, Link::and));
        return new AirSnapshot(
                Math.max(epochNanos, next.epochNanos),
                medium.and(next.medium),
                latency.and(next.latency),
                List.copyOf(allRadios.values()),
                List.copyOf(allLinks.values()));
    }

    /// The same with another sum of all. Its channels stay: they are as old as its time says.
    AirSnapshot of(LabReport.Medium all) {
        return new AirSnapshot(epochNanos, all.with(channels()), latency, radios, links);
    }

    /// How each frequency was used since the air began, in the order of frequencies; none on an air
    /// on which frames take no time.
    public List<ChannelUse> channels() {
        return medium.channels();
    }

    /// A radio.
    ///
    /// @param node its name
    /// @param freqMhz of the last frame that it sent; 0 if it has not sent any
    /// @param frames that it sent
    /// @param octets of those frames
    /// @param lost frames that were not acknowledged and should have been
    /// @param tries of all its frames
    /// @param powerDbm with which it sends
    public record Radio(
            String node,
            boolean present,
            int freqMhz,
            long frames,
            long octets,
            long lost,
            long tries,
            int powerDbm) {
        private Radio left() {
            return new Radio(node, false, freqMhz, frames, octets, lost, tries, powerDbm);
        }

        private Radio and(Radio next) {
            return new Radio(
                    node,
                    next.present,
                    next.freqMhz == 0 ? freqMhz : next.freqMhz,
                    frames + next.frames,
                    octets + next.octets,
                    lost + next.lost,
                    tries + next.tries,
                    next.powerDbm);
        }
    }

    /// What one radio sends to another: unicast frames.
    ///
    /// @param signalDbm at which `to` hears `from`
    /// @param rateHundredKbps of the last data frame; 0 if there was none
    /// @param up whether `to` hears `from` at all
    /// @param loss of each try, as ordered: 0 … 1
    public record Link(
            String from,
            String to,
            int signalDbm,
            int rateHundredKbps,
            boolean up,
            double loss,
            long frames,
            long octets,
            long lost,
            long tries) {
        private Link and(Link next) {
            return new Link(
                    from,
                    to,
                    next.signalDbm,
                    next.rateHundredKbps == 0 ? rateHundredKbps : next.rateHundredKbps,
                    next.up,
                    next.loss,
                    frames + next.frames,
                    octets + next.octets,
                    lost + next.lost,
                    tries + next.tries);
        }
    }

    /// As a control message: names in lists of their own, numbers between blanks.
    ControlMessage message() {
        SequencedMap<String, Object> values =
                new LinkedHashMap<>(AirEvent.carried(medium).values());
        values.remove("event");
        values.put("epochNanos", String.valueOf(epochNanos));
        values.put("latencyCounts", latency.texts());
        List<Radio> someRadios = radios.stream().limit(ControlMessage.MAX_LIST).toList();
        values.put("radios", someRadios.stream().map(Radio::node).toList());
        values.put("radioFigures", someRadios.stream().map(AirSnapshot::figures).toList());
        List<Link> someLinks = links.stream().limit(ControlMessage.MAX_LIST).toList();
        values.put("from", someLinks.stream().map(Link::from).toList());
        values.put("to", someLinks.stream().map(Link::to).toList());
        values.put("linkFigures", someLinks.stream().map(AirSnapshot::figures).toList());
        return new ControlMessage(values);
    }

    private static String figures(Radio radio) {
        return "%s %d %d %d %d %d %d"
                .formatted(
                        radio.present(),
                        radio.freqMhz(),
                        radio.frames(),
                        radio.octets(),
                        radio.lost(),
                        radio.tries(),
                        radio.powerDbm());
    }

    private static String figures(Link link) {
        return "%d %d %s %s %d %d %d %d"
                .formatted(
                        link.signalDbm(),
                        link.rateHundredKbps(),
                        link.up(),
                        link.loss(),
                        link.frames(),
                        link.octets(),
                        link.lost(),
                        link.tries());
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none
    static AirSnapshot of(ControlMessage message) {
        List<String> names = message.texts("radios");
        List<String> from = message.texts("from");
        List<String> to = message.texts("to");
        List<String> ofRadios = message.texts("radioFigures");
        List<String> ofLinks = message.texts("linkFigures");
        if (names.size() != ofRadios.size()
                || from.size() != ofLinks.size()
                || to.size() != ofLinks.size()) {
            throw new IllegalArgumentException("radios=" + names.size() + " links=" + from.size());
        }
        List<Radio> radios = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            radios.add(radio(names.get(i), words(ofRadios.get(i), 7)));
        }
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            links.add(link(from.get(i), to.get(i), words(ofLinks.get(i), 8)));
        }
        return new AirSnapshot(
                Long.parseLong(message.text("epochNanos")),
                AirEvent.medium(message),
                LatencyCounts.of(message.texts("latencyCounts")),
                radios,
                links);
    }

    private static String[] words(String figures, int count) {
        String[] words = figures.split(" ", -1);
        if (words.length != count) {
            throw new IllegalArgumentException("figures=" + figures);
        }
        return words;
    }

    private static Radio radio(String node, String[] words) {
        return new Radio(
                node,
                words[0].equals("true"),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Integer.parseInt(words[6]));
    }

    private static Link link(String from, String to, String[] words) {
        return new Link(
                from,
                to,
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                words[2].equals("true"),
                Double.parseDouble(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]),
                Long.parseLong(words[7]));
    }
}
