package io.airloom.junit;

import io.airloom.lab.LabFailure;
import io.airloom.machine.ExecResult;
import io.airloom.topology.InterfaceAddress;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Step;
import java.time.Duration;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/// A node of the lab that a test runs in: a virtual machine with radios. In it, the other nodes are
/// known by their names (`ping ap`). Any thread.
///
/// Methods that wait or do something throw {@link io.airloom.image.EnvironmentException} if the
/// machine has ended.
public final class Node {
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final LabRun run;
    private final NodeSpec spec;

    Node(LabRun run, NodeSpec spec) {
        this.run = run;
        this.spec = spec;
    }

    /// As in the topology.
    public String name() {
        return spec.name();
    }

    /// The address of `wlan0`, without prefix length.
    ///
    /// @throws IllegalStateException if the topology gives it none
    public String address() {
        InterfaceAddress address = spec.address();
        if (address == null) {
            throw new IllegalStateException("node " + name() + " has no address in the topology");
        }
        return address.host();
    }

    /// The hardware address of `wlan0`.
    public String mac() {
        return spec.macAddress();
    }

    /// Runs a command line of the node's shell, for at most a minute.
    public CommandOutput exec(String line) {
        return exec(line, COMMAND);
    }

    /// Runs a command line of the node's shell, and ends it after some time.
    public CommandOutput exec(String line, Duration within) {
        long began = System.nanoTime();
        try {
            ExecResult result =
                    run.lab().live().exec(name(), List.of("sh", "-c", line), new byte[0], within);
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            String both = result.stdout() + result.stderr();
            int place = run.journal().add(name(), line, began, both, null);
            return new CommandOutput(
                    name() + ": " + line, result, time, why -> run.journal().fail(place, why));
        } catch (InterruptedException e) {
            run.journal().add(name(), line, began, "", "interrupted");
            throw Interrupted.again(e);
        }
    }

    /// Waits until it is associated (keys are set), for at most 30 seconds.
    ///
    /// @throws AssertionFailedError if it is not; says what its daemon said last
    public Node awaitAssociated() {
        return awaitAssociated(WAIT);
    }

    /// Waits until it is associated.
    ///
    /// @throws AssertionFailedError if it is not in time; says what its daemon said last
    public Node awaitAssociated(Duration within) {
        return await(Step.Condition.ASSOCIATED, within);
    }

    /// Waits until it is not associated any more, for at most 30 seconds.
    ///
    /// @throws AssertionFailedError if it is still
    public Node awaitDisconnected() {
        return awaitDisconnected(WAIT);
    }

    /// Waits until it is not associated any more.
    ///
    /// @throws AssertionFailedError if it is still
    public Node awaitDisconnected(Duration within) {
        return await(Step.Condition.DISCONNECTED, within);
    }

    /// Waits until `wlan0` has an address.
    ///
    /// @throws AssertionFailedError if it has none in time
    public Node awaitAddress(Duration within) {
        return await(Step.Condition.ADDRESS, within);
    }

    /// Waits until it gets an answer from another node.
    ///
    /// @throws AssertionFailedError if it gets none in time
    public Node awaitPing(Node other, Duration within) {
        return perform(new Step.AwaitPing(name(), other.name(), other.address(), within));
    }

    /// Waits until a line of its daemon's log (hostapd's, wpa_supplicant's) contains a text.
    ///
    /// @throws AssertionFailedError if none does in time
    /// @throws IllegalStateException if its role has no daemon
    public Node awaitLog(String text, Duration within) {
        return perform(new Step.AwaitLog(name(), text, daemonLog(), within));
    }

    /// What its daemon has written.
    ///
    /// @throws IllegalStateException if its role has no daemon
    public String log() {
        return exec("cat " + daemonLog()).expectSuccess().stdout();
    }

    private String daemonLog() {
        String log = spec.role().daemonLog();
        if (log == null) {
            throw new IllegalStateException(
                    "node %s has no daemon: its role is %s".formatted(name(), spec.role().word()));
        }
        return log;
    }

    /// Ends its machine at once, as if its power cord was pulled.
    public Node kill() {
        long began = System.nanoTime();
        run.lab().live().kill(name());
        run.journal().add(name(), "kill", began, "", null);
        return this;
    }

    /// Ends its machine at once, starts it anew, and waits until it is up. It is not associated
    /// then; [#awaitAssociated()] waits for that.
    ///
    /// @throws LabFailure if it does not come up
    public Node reboot() {
        long began = System.nanoTime();
        try {
            run.lab().live().restart(name());
            run.journal().add(name(), "reboot", began, "", null);
            return this;
        } catch (InterruptedException e) {
            throw Interrupted.again(e);
        }
    }

    private Node await(Step.Condition condition, Duration within) {
        if (condition != Step.Condition.ADDRESS && !spec.role().usesSupplicant()) {
            throw new IllegalStateException(
                    "node %s never is %s: its role is %s"
                            .formatted(name(), condition.word(), spec.role().word()));
        }
        return perform(new Step.Wait(name(), condition, within));
    }

    private Node perform(Step step) {
        long began = System.nanoTime();
        String failure = null;
        try {
            run.lab().perform(step);
            return this;
        } catch (LabFailure e) {
            failure = String.valueOf(e.getMessage());
            throw new AssertionFailedError(failure, e);
        } catch (InterruptedException e) {
            failure = "interrupted";
            throw Interrupted.again(e);
        } finally {
            run.journal().add(name(), step.describe(), began, "", failure);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
