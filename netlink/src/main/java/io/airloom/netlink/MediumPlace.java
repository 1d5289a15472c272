package io.airloom.netlink;

import io.airloom.kernel.Hwsim;
import io.airloom.kernel.HwsimMedium;
import io.airloom.kernel.HwsimRadio;
import io.airloom.kernel.KernelException;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.NetworkNamespace;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The medium's place in one network namespace, taken, with the radios that were there already. To
/// take it waits for the kernel, so that is not done on the air's thread; what comes from the
/// kernel from then on waits in the socket until a [NetlinkGuest] takes it.
public final class MediumPlace implements Carrier {
    private final NetworkNamespace namespace;
    private final HwsimMedium medium;
    private final List<HwsimRadio> radios;

    private MediumPlace(NetworkNamespace namespace, HwsimMedium medium, List<HwsimRadio> radios) {
        this.namespace = namespace;
        this.medium = medium;
        this.radios = radios;
    }

    /// Takes the place, and closes the namespace, whether that goes well or not: the medium's
    /// socket is in it for good, and somebody who holds its file open would keep its name from
    /// going.
    ///
    /// @throws KernelException if the kernel refuses, with a remedy ([Hwsim#register()])
    /// @throws LinuxException if it cannot go into the namespace
    public static MediumPlace take(NetworkNamespace namespace) {
        try {
            return namespace.call(() -> {
                try (Hwsim hwsim = Hwsim.open()) {
                    return take(namespace, hwsim);
                }
            });
        } finally {
            namespace.close();
        }
    }

    private static MediumPlace take(NetworkNamespace namespace, Hwsim hwsim) {
        // Whatever comes up after this is told to the medium, and what was up before is seen now.
        HwsimMedium medium = hwsim.register();
        try {
            return new MediumPlace(namespace, medium, List.copyOf(hwsim.radios()));
        } catch (KernelException | LinuxException e) {
            medium.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return namespace.name();
    }

    @Override
    public List<HwsimRadio> radios() {
        return radios;
    }

    @Override
    public boolean isNamed() {
        return namespace.isNamed();
    }

    @Override
    public int family() {
        return medium.family();
    }

    @Override
    public void address(MemorySegment segment, long offset) {
        medium.address(segment, offset);
    }

    @Override
    public Fd fd() {
        return medium.fd();
    }

    @Override
    public int receive(MemorySegment buffer, long offset, int length) {
        return medium.receive(buffer, offset, length);
    }

    @Override
    public int send(MemorySegment buffer, long offset, int length) {
        return medium.send(buffer, offset, length);
    }

    @Override
    public void confirm() {
        medium.confirm();
    }

    /// Gives the place back: the radios hear each other as before, and the namespace may go away.
    @Override
    public void close() {
        medium.close();
    }
}
