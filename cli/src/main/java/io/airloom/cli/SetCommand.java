package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.RunningLab;
import io.airloom.topology.AirOrder;
import io.airloom.topology.AirOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Changes the air of a running lab.
@Command(
        name = "set",
        description = {
            "Change the air of a running lab: who hears whom, how well, and how late.",
            "The words are those of `set` in a topology's steps (docs/scenarios.md)."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} link ap1 sta1 down",
            "  ${COMMAND-FULL-NAME} link ap1 sta1 up loss=30%%",
            "  ${COMMAND-FULL-NAME} link ap1 sta1 signal=-70 --one-way",
            "  ${COMMAND-FULL-NAME} power ap1 10",
            "  ${COMMAND-FULL-NAME} position sta1 10 0        with air: {model: channel}",
            "  ${COMMAND-FULL-NAME} delay 20ms",
            "  ${COMMAND-FULL-NAME} reset"
        })
final class SetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Option(
            names = "--one-way",
            description = "Of a link: only what the second node hears of the first.")
    private boolean oneWay;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description =
                    "link NODE NODE with up, down, loss=PERCENT, signal=DBM; power NODE DBM;"
                            + " position NODE X Y [Z] in metres; delay TIME; reset.")
    private List<String> words = List.of();

    SetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AirOrder order = parse();
        RunningLab lab = choice.find(null);
        try {
            lab.set(order);
        } catch (IllegalArgumentException e) {
            throw new UsageException("set: " + e.getMessage());
        }
        terminal.note("  " + lab.name() + ": " + Printable.line(AirOrders.text(order)));
        return ExitCode.OK.number();
    }

    private AirOrder parse() {
        List<String> all = new ArrayList<>(words);
        if (oneWay) {
            all.add("--one-way");
        }
        try {
            return AirOrders.parse(all);
        } catch (IllegalArgumentException e) {
            throw new UsageException("set: " + e.getMessage());
        }
    }
}
