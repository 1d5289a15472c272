package io.airloom.topology;

import io.airloom.image.InputFile;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.YamlFile;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.proxy.Authorizer;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.Ssid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Which guests may connect to which networks, in a file. What no rule allows is denied.
///
/// ```yaml
/// allow:
///   - {ssid: home}                            # every guest
///   - {ssid: [cafe, "hex:00ff"], guest: vsock:3}
///   - {guest: [vsock:4, tcp:192.0.2.7]}       # every network
/// ```
public final class AllowList implements Authorizer {
    private static final List<String> TOP_KEYS = List.of("allow");
    private static final List<String> KEYS = List.of("ssid", "guest");

    private final List<Rule> rules;

    private AllowList(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// What is allowed; null means any.
    private record Rule(@Nullable Set<Ssid> ssids, @Nullable Set<String> guests) {
        boolean allows(GuestId guest, Ssid ssid) {
            return (ssids == null || ssids.contains(ssid))
                    && (guests == null || guests.contains(guest.name()));
        }
    }

    /// Reads a file.
    ///
    /// @throws InputFileException if it cannot be read or is no such list
    public static AllowList parse(Path path) {
        String name = Printable.line(path.toString());
        return parse(name, InputFile.text(path, name, "is a directory, not an allow list"));
    }

    /// Reads `text`; messages call it `fileName`.
    ///
    /// @throws InputFileException if it is no such list
    static AllowList parse(String fileName, String text) {
        YamlFile file = new YamlFile(fileName);
        Node root = file.read(text);
        YamlMap map = root == null ? null : YamlMap.of(file, "", "an allow list", root);
        List<Rule> rules = map == null ? List.of() : rules(map);
        if (file.hasProblems()) {
            throw new InputFileException(file.problems());
        }
        return new AllowList(rules);
    }

    private static List<Rule> rules(YamlMap top) {
        top.allowOnly(TOP_KEYS);
        YamlValue value = top.required("allow", "allow: [{ssid: home}]");
        List<YamlValue> items = value == null ? null : value.items();
        List<Rule> rules = new ArrayList<>();
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            String context = "rule " + (rules.size() + 1) + ": ";
            YamlMap map = YamlMap.of(item.file(), context, "a rule", item.node());
            if (map != null) {
                map.allowOnly(KEYS);
                YamlValue ssid = map.value("ssid");
                YamlValue guest = map.value("guest");
                if (ssid == null && guest == null) {
                    map.problem("allows everything; use --authorize all for that");
                }
                List<String> guests = guest == null ? null : guest.texts();
                rules.add(
                        new Rule(
                                ssid == null ? null : ssids(ssid),
                                guests == null ? null : Set.copyOf(guests)));
            }
        }
        return rules;
    }

    private static Set<Ssid> ssids(YamlValue value) {
        List<String> texts = value.texts();
        List<Ssid> ssids = new ArrayList<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            try {
                ssids.add(SsidText.parse(text));
            } catch (IllegalArgumentException e) {
                value.problem(e.getMessage() + ": " + Printable.quoted(text));
            }
        }
        return Set.copyOf(ssids);
    }

    @Override
    public boolean mayConnect(GuestId guest, ConnectionKind kind, Ssid ssid) {
        return rules.stream().anyMatch(rule -> rule.allows(guest, ssid));
    }
}
