package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.kernel.Hwsim;
import io.airloom.kernel.KernelException;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetworkNamespace;
import io.airloom.netlink.MediumPlace;
import io.airloom.netlink.NetlinkCounter;
import io.airloom.netlink.NetlinkGuest;
import io.airloom.vhost.AirThread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/// The simulated radios of this machine's own kernel on an air (docs/netlink.md).
final class NetlinkWay {
    private static final String OWN = ".";
    private static final int MAX_NAMESPACES = 64;

    @Option(
            names = "--netlink",
            arity = "0..1",
            fallbackValue = OWN,
            paramLabel = "NETNS",
            description =
                    "Carry the frames of this kernel's own mac80211_hwsim radios, in place of"
                            + " wmediumd: of those that were created in this network namespace, or"
                            + " in NETNS (a name of `ip netns`, a path, or the number of a process"
                            + " in it). May be given several times. Takes root (docs/netlink.md).")
    private List<String> names = new ArrayList<>();

    private final List<NetworkNamespace> namespaces = new ArrayList<>();
    private final List<NetlinkGuest> guests = new ArrayList<>();

    /// Is it wanted?
    boolean isOn() {
        return !names.isEmpty();
    }

    /// Finds the namespaces.
    ///
    /// @throws UsageException if two are the same, or there are too many
    /// @throws EnvironmentException if one is not there
    void find() {
        if (names.size() > MAX_NAMESPACES) {
            throw new UsageException("--netlink: more than " + MAX_NAMESPACES + " namespaces");
        }
        Map<Long, String> seen = new HashMap<>();
        for (String name : names) {
            NetworkNamespace namespace = find(name);
            namespaces.add(namespace);
            String twin = seen.putIfAbsent(namespace.inode(), name);
            if (twin != null) {
                throw new UsageException(
                        "--netlink: %s is the network namespace of %s, too"
                                .formatted(inWords(name), inWords(twin)));
            }
        }
    }

    /// Puts the radios of all those namespaces on the air.
    ///
    /// @throws EnvironmentException with a remedy if that cannot be
    void open(AirThread air, AirVoice voice) {
        if (isOn() && Hwsim.isVirtioBound()) {
            throw new EnvironmentException(
                    "this kernel's radios are on a virtio device, which carries all their frames",
                    "leave --netlink out: they are on the air at the other end of that device; or"
                            + " start this machine without the device");
        }
        for (NetworkNamespace namespace : namespaces) {
            MediumPlace place = take(namespace);
            NetlinkGuest guest =
                    air.attach((loop, on) -> NetlinkGuest.open(loop, on, place, voice::left));
            guests.add(guest);
            voice.joined(guest.name(), radios(place));
        }
    }

    private static String radios(MediumPlace place) {
        int count = place.radios().size();
        return count == 1 ? "1 radio" : count + " radios";
    }

    private static NetworkNamespace find(String name) {
        try {
            return name.equals(OWN) ? NetworkNamespace.own() : NetworkNamespace.open(name);
        } catch (LinuxException e) {
            throw new EnvironmentException(
                    "--netlink: " + e.getMessage(),
                    e.errno() == Errno.EACCES || e.errno() == Errno.EPERM
                            ? "start it with sudo"
                            : "`ip netns list` lists the namespaces that have a name",
                    e);
        }
    }

    private static MediumPlace take(NetworkNamespace namespace) {
        String name = namespace.name();
        String where = "--netlink: " + inWords(name.isEmpty() ? OWN : name) + ": ";
        try {
            return MediumPlace.take(namespace);
        } catch (KernelException e) {
            throw new EnvironmentException(
                    where + e.getMessage(),
                    e.remedy().isEmpty() ? "`sudo dmesg` may know more" : e.remedy(),
                    e);
        } catch (LinuxException e) {
            throw new EnvironmentException(
                    where + e.getMessage(),
                    switch (e.errno()) {
                        case Errno.EPERM -> "start it with sudo: only root may go there";
                        case Errno.EINVAL -> "name one that `ip netns list` lists, or a process";
                        default -> "`sudo dmesg` may know more";
                    },
                    e);
        }
    }

    private static String inWords(String name) {
        return name.equals(OWN) ? "this network namespace" : name;
    }

    /// At the end: what was counted besides frames.
    void summary(Terminal terminal) {
        for (NetlinkGuest guest : guests) {
            for (NetlinkCounter counter : NetlinkCounter.values()) {
                long count = guest.counters().value(counter);
                if (count > 0) {
                    terminal.print(
                            String.format(
                                    Locale.ROOT,
                                    "  %,14d  %s (%s)",
                                    count,
                                    counter.text(),
                                    guest.name()));
                }
            }
        }
    }
}
