package io.airloom.cli;

import io.airloom.lab.Cache;
import io.airloom.lab.GuestImage;
import io.airloom.lab.Qemu;
import picocli.CommandLine.Command;

/// What nodes boot.
@Command(
        name = "image",
        description = "Build what nodes boot.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  airloom image build"})
final class ImageCommand {
    private final Terminal terminal;

    ImageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "build",
            description = {
                "Fetch QEMU and build the guests' image into the cache, unless they are there.",
                "Every command that needs them does so by itself; this does it ahead of time."
            },
            footer = {"", "Example:", "  airloom image build"})
    int build() {
        Cache cache = Cache.standard();
        ProgressBars progress = new ProgressBars(terminal);
        Qemu qemu = Qemu.ensure(cache, progress);
        GuestImage image = GuestImage.ensure(cache, progress);
        terminal.status("");
        terminal.print("  QEMU     " + qemu.version() + "  " + qemu.program());
        terminal.print("  kernel   " + image.kernelRelease() + "  " + image.vmlinux());
        terminal.print("  initrd   " + image.suite() + "  " + image.initrd());
        return ExitCode.OK.number();
    }
}
