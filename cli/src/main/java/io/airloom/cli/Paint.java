package io.airloom.cli;

/// Colours for terminals; without colour, text stays as it is.
record Paint(boolean colour) {
    private static final String[] NODES = {
        "36", "32", "33", "35", "34", "96", "92", "93", "95", "94"
    };

    /// The same colours by tmux's names.
    private static final String[] TMUX_NODES = {
        "cyan",
        "green",
        "yellow",
        "magenta",
        "blue",
        "brightcyan",
        "brightgreen",
        "brightyellow",
        "brightmagenta",
        "brightblue"
    };

    /// The colour of the node that came as number `index`, from 0, as tmux calls it.
    static String tmuxNode(int index) {
        return TMUX_NODES[Math.floorMod(index, TMUX_NODES.length)];
    }

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String good(String text) {
        return in("32", text);
    }

    String bad(String text) {
        return in("1;31", text);
    }

    String warn(String text) {
        return in("33", text);
    }

    /// The colour of the node that came as number `index`, from 0.
    String node(int index, String text) {
        return in(NODES[Math.floorMod(index, NODES.length)], text);
    }

    private String in(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
