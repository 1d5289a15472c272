package io.airloom.top;

import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/// The terminal as a page: raw, its other screen, rows written only where they have changed.
/// Whatever ends it, a signal included, the terminal is as before.
///
/// One thread; only {@link #close} may be called by any.
final class TopScreen implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;
    private final KeyReader keys;
    private final boolean colour;
    private final Thread restoring = new Thread(this::restore, "airloom-top-restore");
    private boolean restored;
    private String[] written = {};
    private int columns;

    private TopScreen(Terminal terminal, boolean colour) {
        this.terminal = terminal;
        this.colour = colour;
        this.keys = new KeyReader(terminal.reader());
        this.before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // Ctrl-C and Ctrl-Z are keys: stopped, we would leave the terminal as it must not be.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        Runtime.getRuntime().addShutdownHook(restoring);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
    }

    /// Takes the terminal of this process.
    ///
    /// @throws EnvironmentException if there is none that can do this
    static TopScreen open(boolean colour) {
        try {
            // Without asking the terminal what it can, for an answer that may never come.
            Terminal terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .dumb(false)
                            .encoding(StandardCharsets.UTF_8)
                            .nativeSignals(false)
                            .graphemeCluster(false)
                            .build();
            return new TopScreen(terminal, colour);
        } catch (IOException | IllegalStateException e) {
            throw new EnvironmentException(
                    "this terminal cannot show a full screen: " + e.getMessage(),
                    "airloom top --once prints lines",
                    e);
        }
    }

    /// How many characters there are.
    record Extent(int columns, int rows) {}

    /// Its size now; a terminal that does not tell has 80 columns and 24 rows.
    Extent extent() {
        Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0
                ? new Extent(size.getColumns(), size.getRows())
                : new Extent(80, 24);
    }

    /// The next key; null if none came in time.
    @Nullable Key key(long patienceMillis) {
        try {
            return keys.next(patienceMillis);
        } catch (IOException e) {
            return Key.Named.QUIT;
        }
    }

    /// Shows a page.
    void show(List<TopPage.Row> page, int width) {
        if (width != columns || page.size() != written.length) {
            columns = width;
            written = new String[page.size()];
            Arrays.fill(written, "");
            terminal.puts(Capability.clear_screen);
        }
        for (int row = 0; row < page.size(); row++) {
            String text = page.get(row).ansi(columns, colour);
            if (!text.equals(written[row])) {
                written[row] = text;
                terminal.puts(Capability.cursor_address, row, 0);
                terminal.writer().print(text);
            }
        }
        terminal.flush();
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            terminal.puts(Capability.exit_ca_mode);
            terminal.puts(Capability.cursor_normal);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
        } catch (IllegalStateException e) {
            // The program ends: the hook finds that all is done.
            assert restored;
        }
        try {
            terminal.close();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot give the terminal back: " + e.getMessage(), "type reset", e);
        }
    }
}
