package io.airloom.cli;

import io.airloom.lab.Cache;
import io.airloom.lab.Engine;
import io.airloom.lab.GuestImage;
import io.airloom.lab.Qemu;
import io.airloom.lab.UmlKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What nodes boot.
@Command(
        name = "image",
        description = "Build what nodes boot.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  airloom image build", "  airloom image build uml"})
final class ImageCommand {
    private final Terminal terminal;

    ImageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "build",
            description = {
                "Build the guests' image into the cache, unless it is there, and what engines need:",
                "QEMU is fetched, the UML kernel is compiled (some minutes).",
                "Every command that needs them does so by itself; this does it ahead of time."
            },
            footer = {
                "",
                "Examples:",
                "  airloom image build             for QEMU",
                "  airloom image build uml         for UML",
                "  airloom image build qemu uml    for both"
            })
    int build(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "ENGINE",
                            description = "Build for these engines: qemu (the default), uml.")
                    @Nullable Set<Engine> engines) {
        Set<Engine> wanted = engines == null ? Set.of(Engine.QEMU) : engines;
        Cache cache = Cache.standard();
        ProgressBars progress = new ProgressBars(terminal);
        List<String> lines = new ArrayList<>();
        if (wanted.contains(Engine.QEMU)) {
            Qemu qemu = Qemu.ensure(cache, progress);
            lines.add("  QEMU     " + qemu.version() + "  " + qemu.program());
        }
        if (wanted.contains(Engine.UML)) {
            UmlKernel kernel = UmlKernel.ensure(cache, progress);
            lines.add("  UML      " + kernel.release() + "  " + kernel.program());
        }
        GuestImage image = GuestImage.ensure(cache, progress);
        lines.add("  kernel   " + image.kernelRelease() + "  " + image.vmlinux());
        lines.add("  initrd   " + image.suite() + "  " + image.initrd());
        terminal.status("");
        lines.forEach(terminal::print);
        return ExitCode.OK.number();
    }
}
