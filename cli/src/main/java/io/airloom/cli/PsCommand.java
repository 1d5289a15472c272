package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.RunningLab;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What runs.
@Command(
        name = "ps",
        description = "List the labs of yours that run, and their nodes.",
        footer = {"", "Example:", "  ${COMMAND-FULL-NAME}"})
final class PsCommand implements Callable<Integer> {
    private final Terminal terminal;

    PsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<RunningLab> labs = RunningLab.all();
        if (labs.isEmpty()) {
            terminal.note("no lab runs; start one with airloom lab up FILE");
            return ExitCode.OK.number();
        }
        terminal.print(row("LAB", "PROCESS", "NODE", "ENGINE", "ROLE", "ADDRESS", "MAC", "STATE"));
        labs.forEach(this::print);
        return ExitCode.OK.number();
    }

    private void print(RunningLab lab) {
        if (lab.mediumPid() != lab.pid()) {
            String process = String.valueOf(lab.mediumPid());
            terminal.print(row(lab.name(), process, "(medium)", "-", "-", "-", "-", "up"));
        }
        for (RunningLab.Node node : lab.nodes()) {
            terminal.print(
                    row(
                            lab.name(),
                            String.valueOf(lab.pid()),
                            node.name(),
                            node.engine(),
                            node.role(),
                            node.address().isEmpty() ? "-" : node.address(),
                            node.mac(),
                            node.alive() ? "up" : "down"));
        }
    }

    private static String row(Object... cells) {
        return Printable.line(
                String.format(Locale.ROOT, "%-16s %-9s %-12s %-7s %-8s %-20s %-18s %s", cells));
    }
}
