package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.image.ShellWord;
import io.airloom.lab.Lab;
import io.airloom.lab.LiveLab;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A lab in tmux: a pane for each node with its console, one with the frames, and one with a shell
/// for the commands that act on the lab.
///
/// The shell is tmux's own. In the other panes nothing runs but a `sleep` that keeps them: this
/// process writes to their terminals, and reads their keys, itself. So a pane costs no Java.
final class TmuxWindow implements AutoCloseable {
    private static final String SESSION = "lab";
    private static final String RESIZED = "resized";
    private static final int BAR_ROWS = 1;
    private static final long GIVING_BACK_SECONDS = 3;

    /// Keeps a pane, whose terminal passes everything on as it is.
    private static final List<String> KEEPER =
            List.of("sh", "-c", "stty raw -echo; exec sleep infinity");

    /// The same, but lines that are written to it may end with a line feed alone.
    private static final List<String> LINE_KEEPER =
            List.of("sh", "-c", "stty -echo -icanon -isig -ixon; exec sleep infinity");

    private final Tmux tmux = Tmux.open();
    private final LiveLab live;
    private final Topology topology;
    private final FrameFilter filter;
    private final SequencedMap<TmuxLayout.Content, Pane> panes = new LinkedHashMap<>();
    private final List<ConsolePane> consoles = new ArrayList<>();
    private TmuxLayout layout;
    private volatile @Nullable FramesPane frames;

    /// @param id tmux's own: `%3`
    /// @param terminal its device
    private record Pane(String id, Path terminal) {}

    private TmuxWindow(Lab lab, FrameFilter filter, Terminal.Size size) {
        this.filter = filter;
        this.live = lab.live();
        this.topology = lab.topology();
        this.layout = layout(size);
    }

    /// Whether there is all that it needs, before a lab is booted for it.
    ///
    /// @throws EnvironmentException if there is no tmux
    /// @throws UsageException if there is no terminal for it
    static void check(Terminal terminal) {
        if (!terminal.isOutTerminal() || !Terminal.isInTerminal() || Terminal.isDumb()) {
            throw new UsageException(
                    "--tmux needs a terminal with a cursor; without one, leave it out");
        }
        if (terminal.isVerbose()) {
            throw new UsageException("--tmux shows all frames in a pane: leave -v out");
        }
        Tmux.program();
    }

    /// Shows the lab on the terminal of this process until the person ends it, the terminal goes,
    /// or the thread is interrupted. What is printed meanwhile is shown in tmux's last line, and
    /// again afterwards.
    ///
    /// @param filter which frames
    /// @throws EnvironmentException if tmux does not do it
    static void show(Terminal terminal, Lab lab, FrameFilter filter) throws InterruptedException {
        try (TmuxWindow window = new TmuxWindow(lab, filter, terminal.size())) {
            window.open();
            terminal.hold(window::tell);
            try {
                window.attach();
            } finally {
                terminal.release();
            }
        }
    }

    private TmuxLayout layout(Terminal.Size size) {
        return TmuxLayout.of(
                topology.nodes().size(),
                Math.max(1, size.columns()),
                Math.max(1, size.rows() - BAR_ROWS));
    }

    private void open() throws InterruptedException {
        String name = topology.name();
        tmux.write("tmux.conf", TmuxTexts.configuration(name, RESIZED), false);
        tmux.write("bin/airloom", TmuxTexts.launcher(OwnProgram.command()), true);
        List<NodeSpec> nodes = topology.nodes();
        Path welcome = tmux.write("welcome", TmuxTexts.welcome(topology), false);
        String greet = "cat " + ShellWord.quoted(welcome.toString());
        List<String> shell = List.of("sh", "-c", greet + "; exec \"${SHELL:-/bin/sh}\"");
        for (int i = 0; i < nodes.size(); i++) {
            NodeSpec node = nodes.get(i);
            String address = node.address() == null ? "" : " " + node.address();
            String note = node.role().word() + address;
            add(new TmuxLayout.Content.Console(i), node.name(), note, Paint.tmuxNode(i), KEEPER);
        }
        String which = TmuxTexts.framesNote(filter.text());
        add(new TmuxLayout.Content.Frames(), "frames", which, "colour250", LINE_KEEPER);
        add(new TmuxLayout.Content.Shell(), "shell", "airloom acts on " + name, "colour250", shell);
        arrange(List.of());
        feed();
    }

    /// Makes a pane in a window of its own.
    private void add(
            TmuxLayout.Content content,
            String name,
            String note,
            String colour,
            List<String> program)
            throws InterruptedException {
        List<String> command = new ArrayList<>();
        if (panes.isEmpty()) {
            int columns = layout.windows().getFirst().root().box().columns();
            int rows = layout.windows().getFirst().root().box().rows() + BAR_ROWS;
            command.addAll(List.of("new-session", "-d", "-s", SESSION));
            command.addAll(List.of("-x", String.valueOf(columns), "-y", String.valueOf(rows)));
        } else {
            command.addAll(List.of("new-window", "-d", "-t", SESSION + ":"));
        }
        command.addAll(List.of("-P", "-F", "#{pane_id} #{pane_tty}"));
        command.addAll(program);
        String[] answer = tmux.run(environment(), command).strip().split(" ", 2);
        if (answer.length < 2) {
            throw new EnvironmentException(
                    "tmux does not tell its panes", "tmux 3.1 or newer is needed");
        }
        String pane = answer[0];
        panes.put(content, new Pane(pane, Path.of(answer[1])));
        tmux.run(
                "set-option",
                "-p",
                "-t",
                pane,
                "@name",
                name,
                ";",
                "set-option",
                "-p",
                "-t",
                pane,
                "@note",
                note,
                ";",
                "set-option",
                "-p",
                "-t",
                pane,
                "@colour",
                colour);
    }

    /// Of the server, and so of the shell.
    private Map<String, String> environment() {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Map.of(
                "PATH",
                tmux.folder().resolve("bin") + ":" + path,
                "AIRLOOM_LAB",
                String.valueOf(ProcessHandle.current().pid()));
    }

    /// Brings each pane to its place.
    ///
    /// @param before windows as they are; none if each pane has its own
    private void arrange(List<TmuxLayout.Window> before) throws InterruptedException {
        List<String> commands = new ArrayList<>();
        for (TmuxLayout.Window window : before) {
            for (TmuxLayout.Part.Pane pane : window.panes().subList(1, window.panes().size())) {
                then(commands, "break-pane", "-d", "-s", id(pane));
            }
        }
        for (TmuxLayout.Window window : layout.windows()) {
            List<TmuxLayout.Part.Pane> here = window.panes();
            String last = id(here.getFirst());
            for (TmuxLayout.Part.Pane pane : here.subList(1, here.size())) {
                // Evened out first: tmux refuses to split what is small.
                then(commands, "select-layout", "-t", last, "tiled");
                then(commands, "join-pane", "-d", "-s", id(pane), "-t", last);
                last = id(pane);
            }
            then(commands, "select-layout", "-t", last, window.layout());
            then(commands, "rename-window", "-t", last, TmuxTexts.windowName(window, topology));
        }
        // In the order of the layout: a window that was moved to the end is behind all before it.
        for (int i = 0; i < layout.windows().size(); i++) {
            String pane = id(layout.windows().get(i).panes().getFirst());
            then(commands, "move-window", "-d", "-s", pane, "-t", SESSION + ":" + (100 + i));
        }
        then(commands, "move-window", "-r", "-t", SESSION);
        then(commands, "select-window", "-t", SESSION + ":0");
        then(commands, "select-pane", "-t", id(new TmuxLayout.Content.Shell()));
        tmux.run(Map.of(), commands);
    }

    private String id(TmuxLayout.Part.Pane pane) {
        return id(pane.content());
    }

    private String id(TmuxLayout.Content content) {
        return pane(content).id();
    }

    private Pane pane(TmuxLayout.Content content) {
        Pane pane = panes.get(content);
        if (pane == null) {
            throw new IllegalStateException("content=" + content);
        }
        return pane;
    }

    private static void then(List<String> commands, String... command) {
        if (!commands.isEmpty()) {
            commands.add(";");
        }
        commands.addAll(List.of(command));
    }

    /// Has consoles and frames in the panes.
    private void feed() {
        try {
            for (int i = 0; i < topology.nodes().size(); i++) {
                String node = topology.nodes().get(i).name();
                Path terminal = pane(new TmuxLayout.Content.Console(i)).terminal();
                consoles.add(ConsolePane.start(live, node, terminal));
            }
            int nameWidth =
                    topology.nodes().stream().mapToInt(n -> n.name().length()).max().orElse(4);
            Path terminal = pane(new TmuxLayout.Content.Frames()).terminal();
            frames =
                    new FramesPane(
                            live,
                            filter,
                            FrameNames.of(topology),
                            nameWidth,
                            framesWidth(),
                            terminal);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write to tmux's panes: " + e.getMessage(), "airloom top needs none", e);
        }
    }

    private int framesWidth() {
        return layout.windows().stream()
                .flatMap(window -> window.panes().stream())
                .filter(pane -> pane.content() instanceof TmuxLayout.Content.Frames)
                .findFirst()
                .orElseThrow()
                .box()
                .columns();
    }

    /// Until the person's end of it ends.
    private void attach() throws InterruptedException {
        Process client = tmux.start(List.of("attach-session", "-t", SESSION), true);
        Thread resizing = Thread.ofVirtual().name("airloom-resizing").start(this::followSize);
        try {
            int code = client.waitFor();
            if (code != 0) {
                throw new EnvironmentException(
                        "tmux ended with exit code " + code,
                        "see what it said above; airloom top needs no tmux");
            }
        } finally {
            resizing.interrupt();
            // It gives the terminal back before it ends.
            client.destroy();
            client.waitFor(GIVING_BACK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// Arranges the panes anew whenever the terminal has another size.
    private void followSize() {
        try {
            while (true) {
                Process waiting = tmux.start(List.of("wait-for", RESIZED), false);
                try {
                    if (waiting.waitFor() != 0) {
                        return;
                    }
                } finally {
                    waiting.destroy();
                }
                resize();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EnvironmentException e) {
            // A pane was closed meanwhile, or all of them.
            return;
        }
    }

    private void resize() throws InterruptedException {
        String[] size =
                tmux.run("list-clients", "-F", "#{client_width} #{client_height}")
                        .lines()
                        .findFirst()
                        .orElse("")
                        .split(" ", 2);
        if (size.length < 2) {
            return;
        }
        List<TmuxLayout.Window> before = layout.windows();
        TmuxLayout wanted =
                layout(new Terminal.Size(Integer.parseInt(size[0]), Integer.parseInt(size[1])));
        // Without a pane that was closed by hand tmux does what it thinks best.
        if (!wanted.equals(layout) && allThere()) {
            layout = wanted;
            arrange(before);
            FramesPane pane = frames;
            if (pane != null) {
                pane.width(framesWidth());
            }
        }
    }

    private boolean allThere() throws InterruptedException {
        Set<String> there =
                tmux.run("list-panes", "-s", "-t", SESSION, "-F", "#{pane_id}")
                        .lines()
                        .collect(Collectors.toSet());
        return panes.values().stream().allMatch(pane -> there.contains(pane.id()));
    }

    /// Shows a line of the lab's in tmux's last line for a while.
    private void tell(String line) {
        try {
            tmux.run("display-message", "-t", SESSION + ":", TmuxTexts.literal(line));
        } catch (EnvironmentException e) {
            // Nobody is attached: the line is printed later anyway.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        consoles.forEach(ConsolePane::close);
        FramesPane pane = frames;
        if (pane != null) {
            pane.close();
        }
        tmux.close();
    }
}
