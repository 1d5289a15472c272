package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.cli.TmuxLayout.Box;
import io.airloom.cli.TmuxLayout.Content;
import io.airloom.cli.TmuxLayout.Part;
import io.airloom.cli.TmuxLayout.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: whatever the number of nodes and the size of the terminal, each pane is in one place, and
/// all places together are the window. Method: all numbers of nodes up to 64 with many sizes.
class TmuxLayoutTest {
    private static final int[] COLUMNS = {1, 20, 38, 77, 80, 100, 120, 149, 150, 200, 317};
    private static final int[] ROWS = {1, 5, 12, 13, 18, 23, 24, 39, 59, 120};

    static IntStream nodeCounts() {
        return IntStream.rangeClosed(1, 64);
    }

    @ParameterizedTest
    @MethodSource("nodeCounts")
    void everyPaneIsOnceInAWindowThatTheyFill(int nodes) {
        for (int columns : COLUMNS) {
            for (int rows : ROWS) {
                TmuxLayout layout = TmuxLayout.of(nodes, columns, rows);
                String what = nodes + " nodes in " + columns + "x" + rows;
                List<Content> contents = new ArrayList<>();
                for (Window window : layout.windows()) {
                    assertThat(window.root().box())
                            .as(what)
                            .isEqualTo(new Box(0, 0, columns, rows));
                    checkFilled(window.root(), what);
                    window.panes().forEach(pane -> contents.add(pane.content()));
                }
                List<Content> wanted = new ArrayList<>();
                IntStream.range(0, nodes).forEach(n -> wanted.add(new Content.Console(n)));
                wanted.add(new Content.Frames());
                wanted.add(new Content.Shell());
                assertThat(contents).as(what).containsExactlyInAnyOrderElementsOf(wanted);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nodeCounts")
    void noPaneIsTooSmallUnlessItIsAlone(int nodes) {
        for (int columns : COLUMNS) {
            for (int rows : ROWS) {
                for (Window window : TmuxLayout.of(nodes, columns, rows).windows()) {
                    List<Part.Pane> panes = window.panes();
                    for (Part.Pane pane : panes) {
                        Box box = pane.box();
                        int usable = box.rows() - (box.row() == 0 ? 1 : 0);
                        assertThat(
                                        panes.size() == 1
                                                || (box.columns() >= TmuxLayout.MIN_COLUMNS
                                                        && usable >= TmuxLayout.MIN_ROWS))
                                .as("%d nodes in %dx%d: %s", nodes, columns, rows, pane)
                                .isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 80, 23, 1", "5, 80, 23, 2", "9, 80, 23, 3",
        "2, 120, 39, 1", "5, 120, 39, 1", "9, 120, 39, 1",
        "2, 200, 59, 1", "9, 200, 59, 1", "20, 200, 59, 1",
        "1, 30, 8, 3",
    })
    void whatDoesNotFitIsInFurtherWindows(int nodes, int columns, int rows, int windows) {
        assertThat(TmuxLayout.of(nodes, columns, rows).windows()).hasSize(windows);
    }

    @Test
    void twoConsolesAreBesideEachOther() {
        List<Part.Pane> panes = TmuxLayout.of(2, 120, 39).windows().getFirst().panes();
        assertThat(panes.get(0).box().row()).isEqualTo(panes.get(1).box().row());
        assertThat(panes.get(2).content()).isEqualTo(new Content.Frames());
        assertThat(panes.get(3).content()).isEqualTo(new Content.Shell());
    }

    @Test
    void theChecksumIsTmuxsOwn() {
        // The example of tmux's manual page.
        assertThat(Window.checksum("159x48,0,0{79x48,0,0,79x48,80,0}")).isEqualTo(0xbb62);
    }

    @Test
    void aWindowReadsAsTmuxWantsIt() {
        Box whole = new Box(0, 0, 159, 48);
        Part left = new Part.Pane(new Content.Console(0), new Box(0, 0, 79, 48));
        Part right = new Part.Pane(new Content.Console(1), new Box(80, 0, 79, 48));
        Window window = new Window(new Part.Split(true, List.of(left, right), whole));
        assertThat(window.layout()).isEqualTo("bb62,159x48,0,0{79x48,0,0,79x48,80,0}");
    }

    /// Parts lie in their split's direction, a line between each two, and fill it.
    private static void checkFilled(Part part, String what) {
        if (!(part instanceof Part.Split(boolean beside, List<Part> parts, Box box))) {
            assertThat(Math.min(part.box().columns(), part.box().rows())).as(what).isPositive();
            return;
        }
        assertThat(parts.size()).as(what).isGreaterThan(1);
        int column = box.column();
        int row = box.row();
        for (Part inner : parts) {
            Box at = inner.box();
            assertThat(at.column()).as(what).isEqualTo(column);
            assertThat(at.row()).as(what).isEqualTo(row);
            assertThat(beside ? at.rows() : at.columns())
                    .as(what)
                    .isEqualTo(beside ? box.rows() : box.columns());
            if (beside) {
                column += at.columns() + 1;
            } else {
                row += at.rows() + 1;
            }
            checkFilled(inner, what);
        }
        assertThat(beside ? column : row)
                .as(what)
                .isEqualTo(beside ? box.column() + box.columns() + 1 : box.row() + box.rows() + 1);
    }
}
