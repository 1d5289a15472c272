package io.airloom.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.lab.AirSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: keys do what the last line of the screen says. Method: a model that is given frames, looks
/// and keys.
class TopModelTest {
    private static final int PAGE = 10;

    private final FakeLab lab = new FakeLab(3);
    private final TopModel model = new TopModel("fake", FakeTop.options(""));

    @Test
    void aFilterHoldsForFramesThatWereThereAndThatCome() {
        catchFrames(10);
        type("/node==sta1");
        model.press(Key.Named.ENTER, PAGE);
        assertThat(senders()).containsOnly("sta1").hasSize(5);
        catchFrames(2);
        assertThat(senders()).hasSize(6);
        assertThat(model.filterText()).isEqualTo("node==sta1");
    }

    @Test
    void aFilterThatIsNoneIsComplainedOfAndChangesNothing() {
        catchFrames(4);
        type("/nonsense");
        model.press(Key.Named.ENTER, PAGE);
        assertThat(model.complaint()).contains("no field \"nonsense\"");
        assertThat(model.mode()).isEqualTo(TopModel.Mode.FILTER);
        model.press(Key.Named.ESCAPE, PAGE);
        assertThat(model.mode()).isEqualTo(TopModel.Mode.OVERVIEW);
        assertThat(senders()).hasSize(4);
    }

    @Test
    void aFilterThatNamesANodeThatIsNotThereIsComplainedOf() {
        look();
        type("/node==sta9");
        model.press(Key.Named.ENTER, PAGE);
        assertThat(model.complaint()).isEqualTo("no node \"sta9\", did you mean sta1?");
        assertThat(model.mode()).isEqualTo(TopModel.Mode.FILTER);
        model.press(Key.Named.BACKSPACE, PAGE);
        type("1.2");
        model.press(Key.Named.ENTER, PAGE);
        assertThat(model.filterText()).as("its second radio").isEqualTo("node==sta1.2");
    }

    @Test
    void aFilterOfTheCommandLineThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new TopModel("fake", FakeTop.options("nonsense")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyFilterShowsAllAgain() {
        catchFrames(4);
        type("/node==sta1");
        model.press(Key.Named.ENTER, PAGE);
        model.press(new Key.Typed('/'), PAGE);
        model.press(Key.Named.BACKSPACE, PAGE);
        assertThat(model.typed()).isEqualTo("node==sta");
        model.press(Key.Named.CLEAR, PAGE);
        model.press(Key.Named.BACKSPACE, PAGE);
        assertThat(model.typed()).isEmpty();
        model.press(Key.Named.ENTER, PAGE);
        assertThat(senders()).hasSize(4);
    }

    @Test
    void beaconsAreShownOnlyIfTheyAreAskedFor() {
        model.caught(lab.frame(0, FakeLab.beacon("lab"), false, false, 1));
        catchFrames(2);
        assertThat(senders()).containsExactly("sta1", "sta2");
        type("b");
        assertThat(senders()).containsExactly("ap1", "sta1", "sta2");
        type("b/node==ap1");
        model.press(Key.Named.ENTER, PAGE);
        assertThat(senders()).containsExactly("ap1");
    }

    @Test
    void whilePausedNothingMovesAndAfterwardsAllIsThere() {
        look();
        catchFrames(3);
        type(" ");
        look();
        catchFrames(5);
        assertThat(senders()).hasSize(3);
        assertThat(model.looks().history()).isEmpty();
        assertThat(model.framesWhilePaused()).isEqualTo(5);
        type(" ");
        assertThat(senders()).hasSize(8);
        assertThat(model.isPaused()).isFalse();
    }

    @Test
    void enterOpensTheChosenFrameOrTheNewest() {
        catchFrames(5);
        model.press(Key.Named.ENTER, PAGE);
        assertThat(chosen()).isEqualTo(5);
        assertThat(model.mode()).isEqualTo(TopModel.Mode.DETAILS);
        model.press(Key.Named.LEFT, PAGE);
        assertThat(chosen()).isEqualTo(4);
        model.press(Key.Named.ESCAPE, PAGE);
        model.press(Key.Named.UP, PAGE);
        assertThat(chosen()).isEqualTo(3);
        assertThat(model.mode()).isEqualTo(TopModel.Mode.OVERVIEW);
    }

    @Test
    void theChoiceStaysWithItsFrameWhileOthersCome() {
        catchFrames(5);
        model.press(Key.Named.UP, PAGE);
        model.press(Key.Named.UP, PAGE);
        assertThat(chosen()).isEqualTo(4);
        catchFrames(5);
        assertThat(chosen()).isEqualTo(4);
        model.press(Key.Named.HOME, PAGE);
        assertThat(chosen()).isEqualTo(1);
        model.press(Key.Named.END, PAGE);
        assertThat(model.chosenIndex(model.frames())).isEqualTo(-1);
    }

    @Test
    void goingBelowTheNewestFollowsAgain() {
        catchFrames(5);
        model.press(Key.Named.UP, PAGE);
        model.press(Key.Named.DOWN, PAGE);
        assertThat(model.chosenIndex(model.frames())).isEqualTo(-1);
    }

    @Test
    void detailsScrollNoFurtherThanTheirEnd() {
        catchFrames(1);
        model.press(Key.Named.ENTER, PAGE);
        int lines = model.detailLines().size();
        model.press(Key.Named.END, PAGE);
        assertThat(model.scrolled()).isEqualTo(lines - PAGE);
        model.press(Key.Named.PAGE_DOWN, PAGE);
        assertThat(model.scrolled()).isEqualTo(lines - PAGE);
        model.press(Key.Named.HOME, PAGE);
        assertThat(model.scrolled()).isZero();
    }

    @Test
    void oldFramesAreForgotten() {
        catchFrames(2 * TopModel.KEPT_FRAMES);
        assertThat(model.frames()).hasSize(TopModel.SHOWN_FRAMES);
        assertThat(model.frames().getLast().frame().number()).isEqualTo(2 * TopModel.KEPT_FRAMES);
    }

    @Test
    void sortingGoesRoundAndHelpGoesAwayWithAnyKey() {
        type("ssss");
        assertThat(model.sorting()).isEqualTo(Sorting.FILE);
        type("?");
        assertThat(model.mode()).isEqualTo(TopModel.Mode.HELP);
        type("q");
        assertThat(model.isEnded()).isFalse();
        type("q");
        assertThat(model.isEnded()).isTrue();
    }

    @Test
    void controlCEndsItEvenWhileAFilterIsWritten() {
        type("/q");
        assertThat(model.isEnded()).isFalse();
        model.press(Key.Named.QUIT, PAGE);
        assertThat(model.isEnded()).isTrue();
    }

    private void look() {
        AirSnapshot snapshot = lab.snapshot();
        model.look(lab.nodes(), snapshot);
    }

    /// From sta1 and sta2 in turns.
    private void catchFrames(int count) {
        for (int i = 0; i < count; i++) {
            int node = 1 + i % 2;
            model.caught(lab.frame(node, FakeLab.data(node, 0), true, true, 1));
        }
    }

    private void type(String text) {
        text.codePoints().forEach(c -> model.press(new Key.Typed(c), PAGE));
    }

    private long chosen() {
        List<Seen> frames = model.frames();
        return frames.get(model.chosenIndex(frames)).frame().number();
    }

    private List<String> senders() {
        return model.frames().stream().map(seen -> seen.frame().node()).toList();
    }
}
