package io.airloom.kernel;

import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// What nl80211 knows of the radios and the wireless interfaces of one network namespace.
final class Nl80211 {
    static final String FAMILY_NAME = "nl80211";
    private static final int GENERIC_HEADER_LENGTH = 4;

    private static final int GET_WIPHY = 1;
    static final int GET_INTERFACE = 5;

    static final int ATTR_WIPHY = 1;
    private static final int ATTR_WIPHY_NAME = 2;
    static final int ATTR_IFINDEX = 3;
    static final int ATTR_IFNAME = 4;
    static final int ATTR_IFTYPE = 5;
    static final int ATTR_MAC = 6;
    private static final int ATTR_WIPHY_FREQ = 38;
    private static final int ATTR_MAC_ADDRS = 166;
    private static final int ATTR_SPLIT_WIPHY_DUMP = 174;
    private static final int IFTYPE_MONITOR = 6;

    /// rtnetlink's message for one link, and its header: family, type, index, flags, change.
    static final int RTM_GETLINK = 18;

    private static final int LINK_FLAGS_OFFSET = 8;
    static final int LINK_HEADER_LENGTH = 16;
    private static final int IFF_UP = 1;

    private Nl80211() {}

    /// A radio as cfg80211 sees it.
    ///
    /// @param key the last of its addresses; the only one if it has but one
    record Wiphy(int index, String name, long address, long key) {}

    /// All radios, whatever their driver.
    ///
    /// @throws KernelException ENOENT if the kernel has no nl80211
    static List<Wiphy> wiphys(Requests generic) {
        int family = Controller.family(generic, FAMILY_NAME);
        Request request =
                Request.command("nl80211 GET_WIPHY", family, GET_WIPHY).flag(ATTR_SPLIT_WIPHY_DUMP);
        return wiphys(generic.dump(request).messages());
    }

    static List<Wiphy> wiphys(List<byte[]> messages) {
        Map<Integer, Wiphy> wiphys = new HashMap<>();
        for (byte[] message : messages) {
            // A wiphy is told in many messages, each with its index and its name.
            Attributes part = Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH);
            if (part.has(ATTR_WIPHY)) {
                wiphys.merge(part.u32(ATTR_WIPHY), wiphy(part), Nl80211::both);
            }
        }
        return List.copyOf(wiphys.values());
    }

    private static Wiphy wiphy(Attributes part) {
        long address = part.address(ATTR_MAC);
        long last = part.lastAddress(ATTR_MAC_ADDRS);
        return new Wiphy(
                part.u32(ATTR_WIPHY),
                part.text(ATTR_WIPHY_NAME),
                address,
                last == MacAddress.NONE ? address : last);
    }

    private static Wiphy both(Wiphy a, Wiphy b) {
        Wiphy told = a.address() == MacAddress.NONE ? b : a;
        return new Wiphy(a.index(), a.name(), told.address(), told.key());
    }

    /// All wireless interfaces that frames are sent from; none of monitors, and none that is no
    /// network device (a P2P device).
    ///
    /// @throws KernelException ENOENT if the kernel has no nl80211
    static List<WirelessInterface> interfaces(Requests generic) {
        int family = Controller.family(generic, FAMILY_NAME);
        Request request = Request.command("nl80211 GET_INTERFACE", family, GET_INTERFACE);
        List<byte[]> messages = generic.dump(request).messages();
        try (Requests route = Requests.route()) {
            return interfaces(messages, index -> isUp(route, index));
        }
    }

    static List<WirelessInterface> interfaces(List<byte[]> messages, IntPredicate isUp) {
        List<WirelessInterface> interfaces = new ArrayList<>();
        for (byte[] message : messages) {
            Attributes one = Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH);
            int index = one.u32(ATTR_IFINDEX);
            if (index > 0 && one.u32(ATTR_IFTYPE) != IFTYPE_MONITOR) {
                interfaces.add(
                        new WirelessInterface(
                                index,
                                one.text(ATTR_IFNAME),
                                one.u32(ATTR_WIPHY),
                                one.address(ATTR_MAC),
                                isUp.test(index),
                                one.u32(ATTR_WIPHY_FREQ)));
            }
        }
        return List.copyOf(interfaces);
    }

    private static boolean isUp(Requests route, int index) {
        Request request =
                Request.message("the state of interface " + index, RTM_GETLINK)
                        .put32(0)
                        .put32(index)
                        .put32(0)
                        .put32(0);
        try {
            return route.ask(request).messages().stream().anyMatch(Nl80211::saysUp);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    /// Does rtnetlink's message on a link say that it is up?
    static boolean saysUp(byte[] message) {
        return message.length >= LINK_HEADER_LENGTH && (message[LINK_FLAGS_OFFSET] & IFF_UP) != 0;
    }
}
