package io.airloom.cli;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.image.UmlKernel;
import io.airloom.lab.AgentBundle;
import io.airloom.lab.AgentRuntime;
import io.airloom.lab.Qemu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What nodes boot.
@Command(
        name = "image",
        description = "Build what nodes boot.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  airloom image build",
            "  airloom image build uml",
            "  airloom image build agent --out airloom-agent.tar.gz"
        })
final class ImageCommand {
    private final Terminal terminal;

    ImageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "build",
            description = {
                "Build the guests' image into the cache, unless it is there, and what engines need:",
                "QEMU is fetched, the UML kernel is compiled (some minutes). The agent is made of this very",
                "program and a Java of its own; --out writes it for machines that are not a lab's.",
                "Every command that needs them does so by itself; this does it ahead of time."
            },
            footer = {
                "",
                "Examples:",
                "  airloom image build             for QEMU",
                "  airloom image build uml         for UML",
                "  airloom image build qemu uml    for both",
                "  airloom image build agent --out airloom-agent.tar.gz"
            })
    int build(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "WHAT",
                            description = "qemu (the default), uml, agent.")
                    @Nullable Set<Part> parts,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "Write the agent to FILE (tar.gz).")
                    @Nullable Path out) {
        Set<Part> wanted = parts == null ? Set.of(Part.QEMU) : parts;
        OutputFiles.check("--out", out);
        if (out != null && !wanted.contains(Part.AGENT)) {
            throw new UsageException("--out is for: airloom image build agent");
        }
        if (out != null) {
            return writeAgent(out);
        }
        Cache cache = Cache.standard();
        ProgressBars progress = new ProgressBars(terminal);
        List<String> lines = new ArrayList<>();
        if (wanted.contains(Part.QEMU)) {
            Qemu qemu = Qemu.ensure(cache, progress);
            lines.add("  QEMU     " + qemu.version() + "  " + qemu.program());
        }
        if (wanted.contains(Part.UML)) {
            UmlKernel kernel = UmlKernel.ensure(cache, progress);
            lines.add("  UML      " + kernel.release() + "  " + kernel.program());
        }
        GuestImage image = GuestImage.ensure(cache, progress);
        if (wanted.contains(Part.AGENT)) {
            lines.add("  agent    " + AgentRuntime.archive(cache, progress));
        }
        lines.add("  kernel   " + image.kernelRelease() + "  " + image.vmlinux());
        lines.add("  initrd   " + image.suite() + "  " + image.initrd());
        terminal.status("");
        lines.forEach(terminal::print);
        return ExitCode.OK.number();
    }

    private int writeAgent(Path out) {
        try {
            AgentBundle.write(out, new ProgressBars(terminal));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + out + ": " + e.getMessage(), "name another file", e);
        }
        terminal.status("");
        terminal.print("  agent    " + out);
        return ExitCode.OK.number();
    }

    /// What can be built.
    enum Part {
        QEMU,
        UML,
        AGENT
    }
}
