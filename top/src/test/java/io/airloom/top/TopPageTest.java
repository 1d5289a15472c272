package io.airloom.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Goal: the page fits the terminal, whatever is on it, and nothing that a guest says moves the
/// cursor. Method: pages in many sizes, of labs in many sizes, and of frames that are made up.
class TopPageTest {
    private final FakeLab lab = new FakeLab(9);
    private final TopModel model = new TopModel("fake", FakeTop.options(""));

    @Test
    void everyRowIsAsWideAsTheTerminal() {
        fill();
        int[] widths = {1, 10, 40, 80, 99, 120, 169, 170, 200, 400};
        int[] heights = {1, 2, 5, 10, 24, 40, 60, 200};
        for (TopModel.Mode mode : TopModel.Mode.values()) {
            for (int columns : widths) {
                for (int rows : heights) {
                    show(mode);
                    List<TopPage.Row> page = TopPage.of(model, columns, rows);
                    assertThat(page).as(mode + " " + columns + "x" + rows).hasSize(rows);
                    for (TopPage.Row row : page) {
                        String plain = withoutStyles(row.ansi(columns, true));
                        assertThat(Line.columns(plain)).as(plain).isEqualTo(columns);
                    }
                    back(mode);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "200, 60"})
    void allThatMattersIsThereInUsualSizes(int columns, int rows) {
        fill();
        String page = text(columns, rows);
        assertThat(page)
                .contains("fake", "8 of 9 nodes up", "NODE", "LINK", "TIME", "sta1", "down")
                .contains("-75 dBm", "loss 30 %", "Null awake", "lost", "q quit", "12 µs");
    }

    @Test
    void onTheSmallestScreenNothingIsCutButWhatGuestsSay() {
        fill();
        assertThat(rows(40, 12))
                .startsWith(
                        " airloom top  fake  8 of 9 nodes up",
                        " 450 frames/s  0 % lost  0 dropped  █",
                        " NODE  CHANNEL  FRAMES/S  TRIES   LOST")
                .contains(" LINK           SIGNAL   LOST  ORDER")
                .contains(" TIME     FROM  FRAME")
                .endsWith(" / filter  space pause  ? help  q quit");
        for (TopModel.Mode mode : List.of(TopModel.Mode.DETAILS, TopModel.Mode.HELP)) {
            show(mode);
            assertThat(rows(40, 12)).as(mode.toString()).noneMatch(row -> row.contains("…"));
            back(mode);
        }
        model.press(new Key.Typed(' '), 10);
        assertThat(rows(40, 12).getFirst()).contains("fake", "PAUSED, 0 new frames");
    }

    @Test
    void ofALongFilterItsEndIsSeenAndWhatIsWrongHasARowOfItsOwn() {
        fill();
        "/type==data and node==sta9 or node==nosuch"
                .chars()
                .forEach(c -> model.press(new Key.Typed(c), 10));
        model.press(Key.Named.ENTER, 10);
        List<String> rows = rows(40, 12);
        assertThat(rows.getLast()).isEqualTo(" filter: …nd node==sta9 or node==nosuch▏");
        assertThat(String.join("\n", rows)).contains("no node \"sta9\", did you mean sta1?");
    }

    @Test
    void aChannelHasALineIfItIsUsed() {
        FakeLab channels = new FakeLab(2).withChannels();
        assertThat(text(80, 24)).doesNotContain("busy");
        model.look(channels.nodes(), channels.snapshot());
        assertThat(text(80, 24)).doesNotContain("busy");
        model.look(channels.nodes(), channels.snapshot());
        assertThat(rows(80, 24))
                .contains(
                        " ch 1    2412 MHz   63 % busy  █████████░░░░░   412 tries/s"
                                + "  21.0 collisions/s",
                        " ch 149  5745 MHz  4.0 % busy  █░░░░░░░░░░░░░  30.0 tries/s"
                                + "   0.0 collisions/s")
                .noneMatch(row -> row.contains("2437"));
        assertThat(rows(40, 12).get(2)).isEqualTo(" ch 1  63 % busy 412 tries/s 21.0 coll/s");
        assertThat(String.join("\n", Top.block(model, 0, 80))).contains("63 % busy");
    }

    @Test
    void whatDoesNotFitIsCounted() {
        fill();
        assertThat(text(80, 24)).contains("more nodes").contains("more links");
        assertThat(text(200, 60)).doesNotContain("more nodes").doesNotContain("more links");
    }

    @Test
    void theNewestFrameIsTheLastLine() {
        fill();
        List<TopPage.Row> page = TopPage.of(model, 80, 24);
        assertThat(page.get(22).line().text()).contains("seq 34");
        assertThat(page.getLast().line().text()).contains("q quit");
    }

    @Test
    void nothingOfAGuestReachesTheTerminalRaw() {
        model.press(new Key.Typed('b'), 10);
        model.caught(lab.frame(0, FakeLab.beacon(FakeLab.EVIL), false, false, 1));
        model.press(Key.Named.ENTER, 10);
        for (TopPage.Row row : TopPage.of(model, 120, 60)) {
            assertThat(row.ansi(120, false).replaceAll("\u001b\\[[0-9;]*m", ""))
                    .doesNotContain("\u001b", "\u0007", "\u009b");
        }
        assertThat(text(120, 60)).contains("\\x1b[41m");
    }

    @Test
    void anyOctetsHaveDetails() {
        model.press(new Key.Typed('b'), 10);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            if (octets.length > 1 && random.nextBoolean()) {
                // A management frame in clear, so that its elements are looked at.
                octets[0] = (byte) (random.nextInt(16) << 4);
                octets[1] = 0;
            } else if (octets.length > 36 && random.nextBoolean()) {
                // Data in clear that claims to be of a key handshake.
                byte[] start = HexFormat.of().parseHex("0802aaaa03000000888e02030097");
                System.arraycopy(start, 0, octets, 0, 2);
                System.arraycopy(start, 2, octets, 24, start.length - 2);
            }
            model.caught(lab.frame(0, octets, false, false, 1));
            model.press(Key.Named.ENTER, 10);
            assertThat(model.detailLines()).as("seed " + seed).isNotEmpty();
            model.press(Key.Named.ESCAPE, 10);
            model.press(Key.Named.END, 10);
        }
    }

    @Test
    void aBeaconIsShownWithItsElements() {
        model.press(new Key.Typed('b'), 10);
        model.caught(lab.frame(0, FakeLab.beacon("lab"), false, false, 1));
        model.press(Key.Named.ENTER, 10);
        String details =
                model.detailLines().stream().map(Line::text).collect(Collectors.joining("\n"));
        assertThat(details)
                .contains("100 time units, 102.4 ms", "ESS, privacy", "\"lab\"", "channel 1")
                .contains("1* 2* 5.5 11 Mb/s", "group CCMP, pairwise CCMP, keys PSK", "everyone")
                .contains("0000  80 00 00 00 ff ff ff ff  ff ff 02");
    }

    @Test
    void aMessageOfTheKeyHandshakeIsShownWithNonceAndMic() {
        model.columns(120);
        String third =
                """
                08023a010200000002000200000001000200000001009002
                aaaa03000000888e02030097
                0213ca00100000000000000002
                545ac71ea075d7202aa827f4e0328954219170e356dda7f16d8b2a80e1b08496
                00000000000000000000000000000000000000000000000000000000 00000000
                ee9419ad2780f855264ed1ec113c3557
                0038f5196d98fca8a232d62d53343eed2588a98b61b8d9f9cd3a62148
                1a6b9d8ea5e124acc451a0c8d7a770260f7b8dc110c81653eee5e9c006b
                """;
        byte[] octets = HexFormat.of().parseHex(third.replaceAll("\\s", ""));
        model.caught(lab.frame(0, octets, false, false, 1));
        model.press(Key.Named.ENTER, 10);
        assertThat(model.detailLines())
                .extracting(line -> line.text().strip().replaceAll(" {2,}", ": "))
                .contains(
                        "Message: EAPOL-Key 3/4",
                        "Key information: 0x13ca: pairwise, install, ack, MIC, secure, encrypted data",
                        "Replay counter: 2",
                        "Nonce: 545ac71ea075d7202aa827f4e0328954219170e356dda7f16d8b2a80e1b08496",
                        "MIC: ee9419ad2780f855264ed1ec113c3557",
                        "Key data: 56 bytes, encrypted");
    }

    @Test
    void barsGrowWithTheirValues() {
        assertThat(Tables.sparkline(List.of(0.0, 1.0, 2.0, 4.0), 10)).isEqualTo("▁▃▅█");
        assertThat(Tables.sparkline(List.of(9.0, 1.0, 1.0), 2)).isEqualTo("██");
        assertThat(Tables.sparkline(List.of(0.0, 0.0), 10)).isEqualTo("▁▁");
        assertThat(Tables.sparkline(List.of(1.0), -5)).isEmpty();
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Line line = new Line().left(Style.PLAIN, "無線ラン", 5).add("|");
        assertThat(line.text()).isEqualTo("無線…|");
        assertThat(line.columns()).isEqualTo(6);
    }

    @Test
    void oneBlockOfLinesIsOfTheTimeBetweenTwoLooks() throws InterruptedException {
        TopOptions once = new TopOptions(Duration.ofMillis(1), "", true, false);
        List<String> lines = new ArrayList<>();
        assertThat(Top.lines(lab, once, 100, lines::add)).isTrue();
        assertThat(lines.getFirst()).contains("450 frames/s");
    }

    @Test
    void linesEndWithTheirLab() throws InterruptedException {
        TopOptions options = new TopOptions(Duration.ofMillis(1), "", false, false);
        boolean goesOn =
                Top.lines(
                        lab,
                        options,
                        100,
                        _ -> {
                            lab.end();
                            return true;
                        });
        assertThat(goesOn).isFalse();
    }

    @Test
    void linesForFilesHaveNoEscapes() {
        fill();
        List<String> block = Top.block(model, 0, 100);
        assertThat(block).noneMatch(line -> line.contains("\u001b"));
        assertThat(String.join("\n", block)).contains("frames/s", "NODE", "LINK", "seq 34");
        long last = model.frames().getLast().frame().number();
        assertThat(String.join("\n", Top.block(model, last, 100))).doesNotContain("seq 34");
    }

    private void fill() {
        model.press(new Key.Typed('b'), 10);
        for (int i = 0; i < 3; i++) {
            model.look(lab.nodes(), lab.snapshot());
        }
        for (int i = 0; i < 100; i++) {
            model.caught(lab.frame(1, FakeLab.data(1, 0), true, i % 3 != 0, 1 + i % 2));
        }
        byte[] wide = FakeLab.beacon("無線");
        assertThat(new String(wide, StandardCharsets.UTF_8)).contains("無線");
        model.caught(lab.frame(0, wide, false, false, 1));
        model.caught(lab.frame(1, FakeLab.data(1, 0), true, false, 1));
    }

    private void show(TopModel.Mode mode) {
        switch (mode) {
            case OVERVIEW -> {}
            case DETAILS -> model.press(Key.Named.ENTER, 10);
            case HELP -> model.press(new Key.Typed('?'), 10);
            case FILTER -> model.press(new Key.Typed('/'), 10);
        }
    }

    private void back(TopModel.Mode mode) {
        if (mode != TopModel.Mode.OVERVIEW) {
            model.press(Key.Named.ESCAPE, 10);
        }
    }

    private String text(int columns, int rows) {
        return TopPage.of(model, columns, rows).stream()
                .map(row -> row.line().text())
                .collect(Collectors.joining("\n"));
    }

    private List<String> rows(int columns, int rows) {
        model.columns(columns);
        return text(columns, rows).lines().toList();
    }

    private static String withoutStyles(String ansi) {
        return ansi.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
