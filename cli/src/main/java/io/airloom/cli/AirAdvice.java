package io.airloom.cli;

import java.nio.file.Path;
import java.util.List;

/// Tells a person how to put machines on an air, and back on it when it was started again.
final class AirAdvice {
    private final Terminal terminal;
    private final List<AirSocket> sockets;

    AirAdvice(Terminal terminal, List<AirSocket> sockets) {
        this.terminal = terminal;
        this.sockets = sockets;
    }

    /// @param again whether sockets of a dead air were found: there may be machines that were on it
    void print(boolean again) {
        Paint paint = terminal.paint();
        Path path = sockets.getFirst().absolute();
        if (sockets.size() == 1) {
            print("  The air is on " + paint.bold(path.toString()) + ". Add to your machines:");
        } else {
            print("  The air is on");
            for (AirSocket socket : sockets) {
                String who = socket.name() == null ? "any machine" : socket.name();
                print("    " + paint.bold(socket.absolute().toString()) + "  for " + who);
            }
            print("  Add to your machines, here for the first:");
        }
        print("");
        print("  " + paint.bold("QEMU") + " (10.2 or newer; the same size as -m)");
        print(
                "    -object memory-backend-memfd,id=mem,size=512M,share=on"
                        + " -machine memory-backend=mem \\");
        print("    -chardev socket,id=air,path=" + path + " \\");
        print(
                "    -device vhost-user-test-device-pci,id=air,chardev=air,virtio-id=29,num_vqs=2,"
                        + "vq_size=256 \\");
        print("    -qmp unix:/tmp/qmp.sock,server=on,wait=off");
        print("  " + paint.bold("UML"));
        print("    virtio_uml.device=" + path + ":29");
        print("  " + paint.bold("crosvm"));
        print("    --vhost-user type=mac80211-hwsim,socket=" + path);
        print("");
        print(
                "  In each guest: modprobe mac80211_hwsim radios=1, and give wlan0 an address of"
                        + " its own:");
        print("    ip link set wlan0 address 02:00:00:00:01:00");
        print("");
        again(again, path);
        print("");
        print("  Ctrl-C ends it.");
    }

    private void again(boolean now, Path path) {
        Paint paint = terminal.paint();
        print(
                now
                        ? "  "
                                + paint.warn("An air was here before and died.")
                                + " Machines that were on it must be plugged in again:"
                        : "  If this air ends and is started again, its machines must be plugged in"
                                + " again:");
        print("    QEMU    airloom replug --qmp /tmp/qmp.sock --socket " + path);
        print("    others  start the machine again");
    }

    private void print(String line) {
        terminal.print(line);
    }
}
