package io.airloom.kernel;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.linux.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// mac80211_hwsim in this kernel, in the network namespace of the thread that opens it (see
/// [NetworkNamespace#call]): its simulated radios, and who is their medium. Requests wait for the
/// kernel's answer, up to some seconds. For one thread at a time.
public final class Hwsim implements AutoCloseable {
    private static final Path VIRTIO_DRIVER = Path.of("/sys/bus/virtio/drivers/mac80211_hwsim");
    private static final int GENERIC_HEADER_LENGTH = 4;

    private static final int ATTR_CHANNELS = 9;
    private static final int ATTR_RADIO_ID = 10;
    private static final int ATTR_DESTROY_RADIO_ON_CLOSE = 16;
    private static final int ATTR_RADIO_NAME = 17;
    private static final int ATTR_PERM_ADDR = 22;

    private final Requests requests;
    private final int family;

    private Hwsim(Requests requests, int family) {
        this.requests = requests;
        this.family = family;
    }

    /// Opens it in this kernel.
    ///
    /// @throws KernelException ENOENT if the kernel has no mac80211_hwsim, or has not loaded it
    public static Hwsim open() {
        Requests requests = Requests.generic();
        try {
            return new Hwsim(requests, Controller.family(requests, HwsimCommand.FAMILY_NAME));
        } catch (KernelException e) {
            requests.close();
            throw e.errno() == Errno.ENOENT
                    ? e.as(
                            "this kernel has no simulated radios: mac80211_hwsim is not loaded",
                            "sudo modprobe mac80211_hwsim radios=3   (as many as you like; 0 is"
                                    + " enough to create some later)")
                    : e;
        }
    }

    /// The type of mac80211_hwsim's messages in this kernel.
    public int family() {
        return family;
    }

    /// Becomes the medium of all radios that were or will be created in this network namespace,
    /// wherever they have gone since. From then on they hear nothing but what the medium tells
    /// them.
    ///
    /// @throws KernelException EPERM, EBUSY (there is another one), EOPNOTSUPP (a radio has more
    ///   than one channel), with a remedy
    public HwsimMedium register() {
        try {
            return HwsimMedium.register(family);
        } catch (KernelException e) {
            throw switch (e.errno()) {
                case Errno.EPERM ->
                        e.as(
                                "only root may carry the frames of this kernel's radios",
                                "start it with sudo (it takes CAP_NET_ADMIN, and CAP_SYS_ADMIN for"
                                        + " another network namespace)");
                case Errno.EBUSY ->
                        e.as(
                                "another program carries the frames of these radios already",
                                "end it: wmediumd, an agent, vwifi-client or another air");
                case Errno.EOPNOTSUPP ->
                        e.as(
                                "a radio of this kernel has more than one channel, and then no"
                                        + " program may carry any frames",
                                "remove that radio, or: sudo modprobe -r mac80211_hwsim; sudo"
                                        + " modprobe mac80211_hwsim channels=1");
                default -> e;
            };
        }
    }

    /// Creates a radio in this network namespace.
    ///
    /// @return its id
    /// @throws KernelException EPERM; EEXIST if there is one with this address or name; EINVAL for
    ///   a group address
    public int create(NewRadio radio) {
        Request request =
                Request.command("a new radio", family, HwsimCommand.NEW_RADIO)
                        .with(ATTR_CHANNELS, 1);
        Long address = radio.address();
        if (address != null) {
            // Kernels do not look (6.12), and then mix the two up.
            if (radios().stream().anyMatch(each -> each.key() == address)) {
                throw KernelException.refused(
                        request.name(), Errno.EEXIST, "there is one with this address");
            }
            request.withAddress(ATTR_PERM_ADDR, address);
        }
        String name = radio.name();
        if (name != null) {
            request.with(ATTR_RADIO_NAME, name);
        }
        if (radio.isTemporary()) {
            request.flag(ATTR_DESTROY_RADIO_ON_CLOSE);
        }
        return requests.ask(request).result();
    }

    /// Removes a radio of this network namespace.
    ///
    /// @throws KernelException EPERM; ENODEV if there is none
    public void delete(int id) {
        requests.ask(
                Request.command("to remove radio " + id, family, HwsimCommand.DEL_RADIO)
                        .with(ATTR_RADIO_ID, id));
    }

    /// The simulated radios that are in this network namespace now.
    public List<HwsimRadio> radios() {
        Request request = Request.command("the radios", family, HwsimCommand.GET_RADIO);
        List<byte[]> messages = requests.dump(request).messages();
        return messages.isEmpty()
                ? List.of()
                : radios(messages, Nl80211.wiphys(requests), Nl80211.interfaces(requests));
    }

    static List<HwsimRadio> radios(
            List<byte[]> messages, List<Nl80211.Wiphy> wiphys, List<WirelessInterface> interfaces) {
        List<HwsimRadio> radios = new ArrayList<>();
        for (byte[] message : messages) {
            Attributes radio = Requests.Answer.attributes(message, GENERIC_HEADER_LENGTH);
            // One that went away in between has no wiphy any more.
            for (Nl80211.Wiphy wiphy : wiphys) {
                if (wiphy.name().equals(radio.text(ATTR_RADIO_NAME))) {
                    radios.add(
                            new HwsimRadio(
                                    radio.u32(ATTR_RADIO_ID),
                                    wiphy.name(),
                                    wiphy.address(),
                                    wiphy.key(),
                                    interfaces.stream()
                                            .filter(each -> each.wiphy() == wiphy.index())
                                            .toList()));
                }
            }
        }
        return radios;
    }

    /// Does a virtio device carry the frames of this kernel's radios? Then a medium that registers
    /// gets none.
    public static boolean isVirtioBound() {
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(VIRTIO_DRIVER, "virtio*")) {
            return devices.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        requests.close();
    }
}
