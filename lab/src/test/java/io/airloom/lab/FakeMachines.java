package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.Accelerator;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.ExecResult;
import io.airloom.machine.MachineFactory;
import io.airloom.machine.NodeMachine;
import io.airloom.machine.Patience;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Machines that are not there: they answer commands from a table and remember what they were
/// asked.
final class FakeMachines implements MachineFactory {
    /// A command that runs until nobody waits for it any more.
    static final String ENDLESS = "endless";

    /// A command that writes [#FLOOD_BYTES] to its standard error as quickly as they are taken,
    /// until nobody waits for it any more; its exit code is 5.
    static final String FLOOD = "flood";

    static final long FLOOD_BYTES = 40_000_000;

    /// How much of that was taken.
    final AtomicLong flooded = new AtomicLong();

    /// How many of these run.
    final AtomicInteger running = new AtomicInteger();

    /// `node: command line` in the order of execution, all nodes together.
    final List<String> commands = new CopyOnWriteArrayList<>();

    final AtomicInteger open = new AtomicInteger();

    /// How often a machine was plugged in again, and what that does.
    final AtomicInteger replugs = new AtomicInteger();

    volatile Consumer<String> onReplug = node -> {};
    volatile boolean canReplug = true;

    final Map<String, Map<String, NodeFile>> files = Collections.synchronizedMap(new HashMap<>());

    /// Nodes whose machines have ended by themselves.
    private final Set<String> halted = ConcurrentHashMap.newKeySet();

    private final List<Answer> answers = new ArrayList<>();

    private record Answer(String node, String part, Function<String, ExecResult> result) {}

    /// A command of `node` that contains `part` ends so; the latest such rule counts.
    FakeMachines answer(String node, String part, int exitCode, String output) {
        return answer(node, part, _ -> result(exitCode, output, false));
    }

    FakeMachines answer(String node, String part, Function<String, ExecResult> result) {
        answers.addFirst(new Answer(node, part, result));
        return this;
    }

    /// A command of `node` that contains `part` ends its machine, as a panic does.
    FakeMachines halts(String node, String part) {
        return answer(
                node,
                part,
                _ -> {
                    halted.add(node);
                    throw new EnvironmentException(
                            node + ": cannot run sh: the guest has gone\n  Kernel panic", "again");
                });
    }

    static ExecResult result(int exitCode, String output, boolean timedOut) {
        return new ExecResult(
                new ExecEnd(exitCode, timedOut),
                output.getBytes(StandardCharsets.UTF_8),
                new byte[0],
                0);
    }

    /// How a command of a node ends.
    ExecResult result(String node, String line) {
        for (Answer answer : answers) {
            if (answer.node().equals(node) && line.contains(answer.part())) {
                return answer.result().apply(line);
            }
        }
        return result(0, "", false);
    }

    /// The commands of one node.
    List<String> commandsOf(String node) {
        synchronized (commands) {
            return commands.stream()
                    .filter(c -> c.startsWith(node + ": "))
                    .map(c -> c.substring(node.length() + 2))
                    .toList();
        }
    }

    @Override
    public NodeMachine start(
            NodeSpec node, Map<String, NodeFile> nodeFiles, @Nullable Path socket) {
        open.incrementAndGet();
        halted.remove(node.name());
        files.put(node.name(), nodeFiles);
        return new Fake(node.name());
    }

    @Override
    public String engine() {
        return "fake";
    }

    @Override
    public String engineVersion() {
        return "Fake 1.0";
    }

    @Override
    public String kernel() {
        return "6.12.0-fake";
    }

    @Override
    public String system() {
        return "Fake Linux";
    }

    private final class Fake implements NodeMachine {
        private final String name;
        private boolean closed;

        Fake(String name) {
            this.name = name;
        }

        @Override
        public Duration awaitReady(Duration limit) {
            return Duration.ofMillis(2300);
        }

        @Override
        public ExecEnd exec(
                List<String> command, byte[] stdin, Patience patience, ExecOutput output)
                throws InterruptedException {
            if (command.equals(List.of(FLOOD))) {
                return flood(patience, output);
            }
            ExecResult result = result(command, patience);
            output.write(ExecOutput.Source.STDOUT, result.stdoutBytes());
            return result.end();
        }

        private ExecEnd flood(Patience patience, ExecOutput output) {
            running.incrementAndGet();
            byte[] piece = new byte[1 << 16];
            long left = FLOOD_BYTES;
            while (left > 0 && !patience.isOver()) {
                int length = (int) Math.min(left, piece.length);
                output.write(ExecOutput.Source.STDERR, Arrays.copyOf(piece, length));
                flooded.addAndGet(length);
                left -= length;
            }
            running.decrementAndGet();
            return new ExecEnd(5, left > 0);
        }

        private ExecResult result(List<String> command, Patience patience)
                throws InterruptedException {
            String line = String.join(" ", command);
            commands.add(name + ": " + line);
            if (halted.contains(name)) {
                throw new EnvironmentException(name + ": the guest has gone", "start it again");
            }
            if (line.equals(ENDLESS)) {
                running.incrementAndGet();
                while (!patience.isOver()) {
                    Thread.sleep(1);
                }
                running.decrementAndGet();
            }
            return FakeMachines.this.result(name, line);
        }

        @Override
        public Accelerator accelerator() {
            return Accelerator.TCG;
        }

        @Override
        public Path consoleLog() {
            return Path.of("/nowhere", name + ".log");
        }

        @Override
        public Path consoleSocket() {
            return Path.of("/nowhere", name + ".console");
        }

        @Override
        public boolean isAlive() {
            return !closed && !halted.contains(name);
        }

        @Override
        public boolean canReplug() {
            return canReplug;
        }

        @Override
        public void replug(Duration limit) {
            replugs.incrementAndGet();
            onReplug.accept(name);
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
