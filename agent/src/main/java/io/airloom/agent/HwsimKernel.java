package io.airloom.agent;

import io.airloom.kernel.Hwsim;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.HwsimRadio;
import io.airloom.kernel.KernelException;
import io.airloom.kernel.NewRadio;
import io.airloom.kernel.WirelessInterface;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import io.airloom.linux.NetworkNamespace;
import io.airloom.wire.AgentProtocol;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// mac80211_hwsim in one network namespace of this machine, whose medium the agent is.
final class HwsimKernel implements KernelPort, GuestRadios, AutoCloseable {
    private static final int LOOK_MILLIS = 250;

    private final NetworkNamespace namespace;
    private final Hwsim hwsim;
    private final HwsimMedium medium;

    private HwsimKernel(NetworkNamespace namespace, Hwsim hwsim, HwsimMedium medium) {
        this.namespace = namespace;
        this.hwsim = hwsim;
        this.medium = medium;
        medium.receiveBlocks(LOOK_MILLIS);
    }

    /// Becomes the medium of the radios in a namespace.
    ///
    /// @param name as [NetworkNamespace#open] wants it, or empty for this program's own
    /// @throws KernelException if there is no hwsim, or somebody else has it, or it may not
    /// @throws LinuxException if there is no such namespace
    static HwsimKernel open(String name) {
        if (Hwsim.isVirtioBound()) {
            throw new AgentException(
                    "a virtio device carries the frames of this kernel's radios already",
                    "this guest needs no agent; take the device away if it is to have one");
        }
        NetworkNamespace namespace =
                name.isEmpty() ? NetworkNamespace.own() : NetworkNamespace.open(name);
        try {
            return name.isEmpty() ? openHere(namespace) : namespace.call(() -> openHere(namespace));
        } catch (KernelException | LinuxException e) {
            namespace.close();
            throw e;
        }
    }

    private static HwsimKernel openHere(NetworkNamespace namespace) {
        Hwsim hwsim = Hwsim.open();
        try {
            return new HwsimKernel(namespace, hwsim, hwsim.register());
        } catch (KernelException | LinuxException e) {
            hwsim.close();
            throw e;
        }
    }

    @Override
    public int family() {
        return medium.family();
    }

    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        int n = medium.receive(buffer, offset, length);
        return switch (n) {
            case NetlinkSocket.WOULD_BLOCK, NetlinkSocket.DISCARDED -> NOTHING;
            case NetlinkSocket.OVERRUN -> OVERRUN;
            default -> n;
        };
    }

    @Override
    public void send(MemorySegment buffer, long offset, int length) {
        try {
            medium.send(buffer, offset, length);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS && e.errno() != Errno.ENOMEM) {
                throw e;
            }
            // The kernel is short of memory for a moment: as good as lost on the air.
        }
    }

    @Override
    public synchronized List<HostWord.Address> addresses() {
        List<HostWord.Address> addresses = new ArrayList<>();
        for (HwsimRadio radio : radios()) {
            for (WirelessInterface each : radio.interfaces()) {
                if (each.isUp()) {
                    addresses.add(new HostWord.Address(radio.key(), each.address()));
                }
            }
        }
        return addresses;
    }

    @Override
    public synchronized int count() {
        return radios().size();
    }

    private List<HwsimRadio> radios() {
        return namespace.name().isEmpty() ? hwsim.radios() : namespace.call(hwsim::radios);
    }

    @Override
    public synchronized int create(long address) {
        try {
            hwsim.create(new NewRadio(address, null, false));
            return 0;
        } catch (KernelException e) {
            return e.errno();
        }
    }

    @Override
    public int ensure(int place, int wanted) {
        int missing = wanted - count();
        int created = 0;
        for (int radio = 0; created < missing && radio < AgentProtocol.MAX_RADIOS; radio++) {
            int errno = create(AgentProtocol.radioAddress(place, radio));
            if (errno == 0) {
                created++;
            } else if (errno != Errno.EEXIST) {
                throw new AgentException(
                        "the kernel creates no radio: " + Errno.text(errno),
                        errno == Errno.EPERM ? "start the agent as root" : "");
            }
        }
        return created;
    }

    @Override
    public void close() {
        medium.close();
        hwsim.close();
        namespace.close();
    }
}
