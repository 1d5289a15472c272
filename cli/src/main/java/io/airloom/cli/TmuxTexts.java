package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.ShellWord;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The texts of a lab in tmux: settings, the shell's greeting and its `airloom`.
final class TmuxTexts {
    private TmuxTexts() {}

    /// tmux's settings. What guests write cannot rename, retitle or reach the clipboard: names of
    /// panes are options of ours, which no escape sequence can set.
    ///
    /// @param lab its name
    /// @param resized the channel that is signalled when the terminal has another size
    static String configuration(String lab, String resized) {
        return """
        set -g default-terminal screen-256color
        set -g history-limit 5000
        set -g escape-time 20
        set -g mouse on
        set -g set-clipboard off
        set -g set-titles off
        set -gq allow-rename off
        set -gq allow-passthrough off
        set -g automatic-rename off
        set -g base-index 0
        set -g display-time 4000
        set -g status-style "bg=colour236,fg=colour250"
        set -g status-left "#[bg=colour31,fg=colour231,bold] %s #[default] "
        set -g status-left-length 40
        set -g status-right "#[fg=colour231,bold]C-q#[default] ends the lab  #[fg=colour231,bold]Alt-arrows#[default] pane  #{?#{==:#{session_windows},1},#[fg=colour231 bold]Alt-z#[default] zoom,#[fg=colour231 bold]Alt-n#[default] next window} "
        set -g status-right-length 60
        set -g window-status-format " #W "
        set -g window-status-current-format "#{?#{==:#{session_windows},1},,#[bg=colour240,fg=colour231] #W }"
        set -g message-style "bg=colour31,fg=colour231"
        set -g pane-border-status top
        set -g pane-border-style "fg=colour240"
        set -g pane-active-border-style "fg=colour31"
        set -g pane-border-format " #[fg=#{@colour},bold]#{@name}#[default] #[fg=colour245]#{@note}#[default] "
        unbind d
        unbind D
        bind -n C-q kill-session -t lab
        bind -n M-Left select-pane -L
        bind -n M-Right select-pane -R
        bind -n M-Up select-pane -U
        bind -n M-Down select-pane -D
        bind -n M-z resize-pane -Z
        bind -n M-n next-window
        bind -n M-p previous-window
        set-hook -g client-resized "wait-for -S %s"
        set-hook -g client-attached "wait-for -S %s"
        """
                .formatted(lab, resized, resized);
    }

    /// A program named `airloom` that is this one.
    static String launcher(List<String> command) {
        return "#!/bin/sh\nexec "
                + command.stream().map(ShellWord::quoted).collect(Collectors.joining(" "))
                + " \"$@\"\n";
    }

    /// What the shell's pane says at first.
    static String welcome(Topology topology) {
        List<NodeSpec> nodes = topology.nodes();
        String last = nodes.getLast().name();
        String first = nodes.getFirst().name();
        StringBuilder text = new StringBuilder(topology.name() + " is up. Try:\n");
        text.append("  airloom exec ").append(last).append(" -- iw dev wlan0 link\n");
        if (nodes.size() > 1) {
            text.append("  airloom ping ").append(last).append(' ').append(first).append('\n');
            text.append("  airloom set link %s %s loss=30%%\n".formatted(first, last));
        }
        text.append("  airloom log ").append(last).append('\n');
        return text.append("  airloom top\n").toString();
    }

    /// What a window is called in the last line: the lab's own, or from which node to which.
    static String windowName(TmuxLayout.Window window, Topology topology) {
        List<String> nodes =
                window.panes().stream()
                        .map(TmuxLayout.Part.Pane::content)
                        .filter(content -> content instanceof TmuxLayout.Content.Console)
                        .map(content -> ((TmuxLayout.Content.Console) content).node())
                        .map(number -> topology.nodes().get(number).name())
                        .toList();
        if (nodes.size() < window.panes().size()) {
            boolean frames =
                    window.panes().getFirst().content() instanceof TmuxLayout.Content.Frames;
            return window.panes().size() > 1 ? "lab" : frames ? "frames" : "shell";
        }
        String first = nodes.getFirst();
        return nodes.size() == 1 ? first : first + "…" + nodes.getLast();
    }

    /// What stands beside the name of the frames' pane.
    ///
    /// @param filter as it was typed; null if there is none
    static String framesNote(@Nullable String filter) {
        if (filter == null || filter.isBlank()) {
            return "on the air";
        }
        // To tmux, a semicolon at an argument's end is its own.
        return Printable.line(filter).replace("#", "##").replaceFirst(";$", "; ");
    }

    /// A line for tmux to show as it is: without colours, and without what it would replace.
    static String literal(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "")
                .strip()
                .replace("#", "##")
                .replace("%", "%%");
    }
}
