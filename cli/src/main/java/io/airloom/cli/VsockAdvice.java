package io.airloom.cli;

import java.nio.file.Path;

/// Tells a person how a machine gets its vsock device.
final class VsockAdvice {
    private VsockAdvice() {}

    static void print(Terminal terminal, String name, int cid, Path socket) {
        Paint paint = terminal.paint();
        terminal.print(
                "  "
                        + paint.bold(name)
                        + " gets CID "
                        + paint.bold(Integer.toUnsignedString(cid))
                        + ". Add to its command line:");
        terminal.print("  " + paint.bold("QEMU") + " (5.1 or newer; the same size as -m)");
        terminal.print(
                "    -object memory-backend-memfd,id=mem,size=512M,share=on -machine memory-backend=mem \\");
        terminal.print("    -chardev socket,id=vsock,path=" + socket + " \\");
        terminal.print("    -device vhost-user-vsock-pci,chardev=vsock");
        terminal.print("  " + paint.bold("UML"));
        terminal.print("    virtio_uml.device=" + socket + ":19");
        terminal.print("");
    }
}
