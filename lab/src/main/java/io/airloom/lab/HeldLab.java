package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.ieee80211.Names;
import io.airloom.machine.ChosenWay;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.NodeMachine;
import io.airloom.machine.Patience;
import io.airloom.topology.AirOrder;
import io.airloom.topology.CommandWay;
import io.airloom.topology.InterfaceAddress;
import io.airloom.topology.NodeSpec;
import java.time.Duration;
import java.util.List;

/// The lab of this process.
final class HeldLab implements LiveLab {
    private final Lab lab;
    private final Names names;

    HeldLab(Lab lab) {
        this.lab = lab;
        this.names = lab.topology().names();
    }

    @Override
    public String name() {
        return lab.topology().name();
    }

    @Override
    public List<RunningLab.Node> nodes() {
        return lab.topology().nodes().stream().map(this::node).toList();
    }

    private RunningLab.Node node(NodeSpec node) {
        InterfaceAddress address = node.address();
        return new RunningLab.Node(
                node.name(),
                lab.engine(node).word(),
                node.role().word(),
                address == null ? "" : address.toString(),
                node.macAddress(),
                lab.isAlive(node.name()));
    }

    @Override
    public ExecEnd exec(
            String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output)
            throws InterruptedException {
        return lab.exec(node, command, stdin, Patience.of(limit), output);
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        return lab.air().frames(filter.knowing(names));
    }

    @Override
    public AirSnapshot snapshot() {
        return lab.air().snapshot();
    }

    @Override
    public void set(AirOrder order) {
        NodeNames.check(order, nodeNames());
        lab.air().set(order);
    }

    @Override
    public RunningLab.Console console(String node) {
        NodeMachine machine = lab.machine(node);
        ChosenWay chosen = machine.commands();
        return new RunningLab.Console(
                machine.consoleSocket(),
                machine.consoleLog(),
                chosen != null && chosen.way() == CommandWay.SERIAL);
    }

    @Override
    public boolean kill(String node) {
        return lab.kill(node);
    }

    @Override
    public void restart(String node) throws InterruptedException {
        lab.restart(node);
    }

    @Override
    public void down() {
        lab.down();
    }
}
