package io.airloom.top;

/// How text looks: what it means, as far as a terminal can show it.
enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    WARN("33"),
    BAD("1;31"),
    /// Heads of tables.
    HEAD("1;4"),
    /// The bars at the top and at the bottom, and what is chosen.
    BAR("7"),
    NODE_0("36"),
    NODE_1("32"),
    NODE_2("33"),
    NODE_3("35"),
    NODE_4("34"),
    NODE_5("96"),
    NODE_6("92"),
    NODE_7("93"),
    NODE_8("95"),
    NODE_9("94");

    private static final Style[] NODES = {
        NODE_0, NODE_1, NODE_2, NODE_3, NODE_4, NODE_5, NODE_6, NODE_7, NODE_8, NODE_9
    };

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /// The colour of node number `index`, from 0; the same that frames have elsewhere.
    static Style node(int index) {
        return NODES[Math.floorMod(index, NODES.length)];
    }

    /// `text` in this style, for a terminal.
    ///
    /// @param colour whether colours are wanted; without, bold and the like stay
    String ansi(String text, boolean colour) {
        String shown = colour ? code : codeWithoutColour();
        return shown.isEmpty() || text.isEmpty()
                ? text
                : "\u001b[" + shown + "m" + text + "\u001b[0m";
    }

    private String codeWithoutColour() {
        return switch (this) {
            case BAD -> "1";
            case PLAIN, BOLD, DIM, HEAD, BAR -> code;
            default -> "";
        };
    }
}
