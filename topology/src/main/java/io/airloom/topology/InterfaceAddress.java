package io.airloom.topology;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An IP address with its prefix length, as an interface is given one: `172.16.16.1/24`.
///
/// @param host the address alone, IPv4 dotted or IPv6, as it was written
/// @param prefixLength network bits, 1 to 32 (IPv4) or 128 (IPv6)
public record InterfaceAddress(String host, int prefixLength) {
    private static final Pattern IPV4_LITERAL =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /// Reads `host/prefix`.
    ///
    /// @return the address, or null if `text` is none
    public static @Nullable InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return null;
        }
        String host = text.substring(0, slash);
        int prefixLength = Integer.parseInt(text.substring(slash + 1));
        boolean fits =
                IPV4_LITERAL.matcher(host).matches()
                        ? prefixLength >= 1 && prefixLength <= 32
                        : isIpv6(host) && prefixLength >= 1 && prefixLength <= 128;
        return fits ? new InterfaceAddress(host, prefixLength) : null;
    }

    private static boolean isIpv6(String host) {
        if (!IPV6_CHARACTERS.matcher(host).matches() || !host.contains(":")) {
            return false;
        }
        int gap = host.indexOf("::");
        if (gap >= 0 && host.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        String[] groups = host.split(":", -1);
        int used = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            boolean last = i == groups.length - 1;
            if (last && group.contains(".")) {
                if (!IPV4_LITERAL.matcher(group).matches()) {
                    return false;
                }
                used += 2;
            } else if (group.isEmpty()) {
                boolean atGap = gap >= 0 && isAtGap(groups, i);
                if (!atGap) {
                    return false;
                }
            } else if (group.matches("[0-9A-Fa-f]{1,4}")) {
                used++;
            } else {
                return false;
            }
        }
        return gap >= 0 ? used <= 7 : used == 8;
    }

    /// An empty group is right only where `::` stands: inside, or doubled at either end.
    private static boolean isAtGap(String[] groups, int index) {
        boolean first = index == 0;
        boolean last = index == groups.length - 1;
        if (first) {
            return groups.length > 1 && groups[1].isEmpty();
        }
        if (last) {
            return groups[index - 1].isEmpty();
        }
        return true;
    }

    @Override
    public String toString() {
        return host + "/" + prefixLength;
    }
}
