package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.ieee80211.MacAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Display filters over a station that joins an access point with WPA2, as real guests did it.
class FrameFiltersTest {
    private final List<AirFrame> joining = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        for (Samples.Sample sample : Samples.golden()) {
            if (sample.title().startsWith("qemu11-microvm")) {
                String node = sample.line().split(" ", 2)[0];
                joining.add(frame(joining.size() + 1, node, sample.freqMhz(), sample.octets()));
            }
        }
    }

    /// Frames to everyone expect no acknowledgement; each tenth of the others gets none.
    private static AirFrame frame(int number, String node, int freqMhz, byte[] octets) {
        boolean group = octets.length > 4 && (octets[4] & 1) != 0;
        boolean lost = number % 10 == 0;
        return new AirFrame(
                number,
                number * 1_000_000L,
                node,
                freqMhz,
                0,
                0,
                lost ? 7 : 1,
                !group,
                !group && !lost,
                group || lost ? -100 : -30,
                1,
                number == 3 ? 2 : 0,
                octets.length,
                octets);
    }

    private List<AirFrame> matching(String filter) {
        FrameFilter parsed = FrameFilters.parse(filter);
        return joining.stream().filter(parsed::matches).toList();
    }

    private List<Long> numbers(String filter) {
        return matching(filter).stream().map(AirFrame::number).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "type==mgmt and node==sta1 => 8, 10, 12",
                "subtype==beacon => 2, 3, 4, 5, 6, 7",
                "subtype in {auth, assoc-req, association-response} => 10, 11, 12, 13",
                "subtype==eapol => 14, 15, 16, 17",
                "subtype==eapol-3 => 16",
                "type==data and not protected and not subtype==eapol => ``",
                "ssid==lab and node==sta1 => 12",
                "ssid==\"\" => 8",
                "ssid!=lab and type==mgmt => 1, 8, 10, 11, 13",
                "ssid ~ LA and not subtype==beacon => 9, 12",
                "ssid ~ 'l?b' and subtype==beacon => 2, 3, 4, 5, 6, 7",
                "ssid ~ 'x*' => ``",
                "addr==sta1 and subtype==probe-resp => 9",
                "da==02:00:00:00:02:00 and subtype==assoc-resp => 13",
                "bssid ~ ':01:00' and subtype==auth => 10, 11",
                "da==broadcast and node==sta1 and type==mgmt => 8",
                "channel==1 and lost => 10, 20",
                "freq>2500 => ``",
                "tries>=7 && !(type==data) => 10",
                "drops => 3",
                "drops > 1 || signal in {-31} => 3",
                "len<27 => 1",
                "retry => ``",
                "acked==no and type==mgmt and da!=broadcast => 10",
                "NOT type==DATA AND NOT subtype==beacon => 1, 8, 9, 10, 11, 12, 13",
                "info ~ 'EAPOL-Key 2/4' => 15",
            })
    void findsWhatIsMeant(String filter, String expected) {
        String found = numbers(filter).toString();
        assertThat(found.substring(1, found.length() - 1)).isEqualTo(expected);
    }

    @Test
    void andBindsCloserThanOr() {
        assertThat(numbers("len<27 or subtype==beacon and drops"))
                .isEqualTo(numbers("len<27 or (subtype==beacon and drops)"))
                .isNotEqualTo(numbers("(len<27 or subtype==beacon) and drops"));
    }

    @Test
    void anEmptyFilterIsEverything() {
        assertThat(FrameFilters.parse(" ")).isSameAs(FrameFilter.ALL);
        assertThat(FrameFilter.ALL.text()).isEmpty();
    }

    @Test
    void knowsTheOwnersThatItIsToldOfBeforeTheySend() {
        AirFrame toStation = matching("subtype==probe-resp").getFirst();
        FrameFilter filter = FrameFilters.parse("da==laptop");
        assertThat(filter.matches(toStation)).isFalse();
        long station = MacAddress.parse("02:00:00:00:02:00");
        FrameFilter knowing = filter.knowing(address -> address == station ? "laptop" : null);
        assertThat(knowing.matches(toStation)).isTrue();
        assertThat(knowing.text()).isEqualTo("da==laptop");
    }

    @Test
    void showsWhereItIsWrongAndWhatWasMeant() {
        assertThatThrownBy(() -> FrameFilters.parse("type==mgmt and tpye==data"))
                .hasMessage(
                        """
                        no field "tpye", did you mean type?
                          type==mgmt and tpye==data
                                         ^^^^\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "type==mgnt => no type \"mgnt\", did you mean mgmt? => 6",
                "type==x => no type \"x\": mgmt, ctrl, data, ext => 6",
                "subtype==becon => no subtype \"becon\", did you mean beacon? => 9",
                "beacon => \"beacon\" is no field; write subtype==beacon => 0",
                "type=mgmt => a single = means nothing here; write == => 4",
                "retry & lost => a single & means nothing here; write and, or && => 6",
                "(retry or lost => this parenthesis is not closed => 0",
                "retry lost => expected and, or, or the end, not \"lost\" => 6",
                "retry and => expected a field such as type or node, not the end => 9",
                "len > => expected a value for len, not the end => 5",
                "len > many => len is a number, not \"many\" => 6",
                "node > 1 => node is no number; use ==, !=, ~ or in => 5",
                "len ~ 1 => len is no text: ~ is for text => 4",
                "retry==maybe => retry is true or false, not \"maybe\" => 7",
                "channel in {1, 6 => this set is not closed with } => 11",
                "channel in 1 => expected { and values such as {1, 6, 11}, not \"1\" => 11",
                "ssid==\"lab => this text has no \" at its end => 6",
                "node==# => this character means nothing here; put text between \" and \" => 6",
            })
    void saysWhatIsWrong(String filter, String reason, int offset) {
        assertThatThrownBy(() -> FrameFilters.parse(filter))
                .isInstanceOfSatisfying(
                        FilterException.class,
                        wrong -> {
                            assertThat(wrong.reason()).isEqualTo(reason);
                            assertThat(wrong.offset()).isEqualTo(offset);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "node==sta9 => no node \"sta9\", did you mean sta1? => 6",
                "type==mgmt and node!=ap => no node \"ap\", did you mean ap1? => 21",
                "not (lost or addr==nosuch) => no node \"nosuch\"; known: ap1, sta1 => 19",
                "ra in {ap1, sta1, ap12} => no node \"ap12\", did you mean ap1? => 18",
                "node==sta1.2.3 => no node \"sta1.2.3\"; known: ap1, sta1 => 6",
                "bssid==\"\" => no node \"\"; known: ap1, sta1 => 7"
            })
    void onAKnownAirItSaysWhichNodeIsNotThere(String filter, String reason, int offset) {
        FrameFilters.parse(filter);
        assertThatThrownBy(() -> FrameFilters.parse(filter, List.of("ap1", "sta1")))
                .isInstanceOfSatisfying(
                        FilterException.class,
                        wrong -> {
                            assertThat(wrong.reason()).isEqualTo(reason);
                            assertThat(wrong.offset()).isEqualTo(offset);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "node==ap1 or addr==sta1",
                "node in {ap1, sta1.2, ap1.17}",
                "addr==broadcast and sa==02:00:00:00:09:00",
                "node ~ \"*9\" and ssid==nosuch and info ~ nosuch"
            })
    void onAKnownAirItMayNameWhoIsThere(String filter) {
        FrameFilters.parse(filter, List.of("ap1", "sta1"));
    }

    @Test
    void ofManyNodesAFewAreNamed() {
        List<String> nodes = IntStream.range(0, 200).mapToObj(i -> "node" + i).toList();
        assertThatThrownBy(() -> FrameFilters.parse("node==x", nodes))
                .hasMessageContaining("node10, node11, …")
                .hasMessageNotContaining("node12");
    }

    @Test
    void aPartOfAnAddressIsForTilde() {
        assertThatThrownBy(() -> FrameFilters.parse("sa==02:00:00"))
                .hasMessageContaining("is no MAC address such as 02:00:00:00:01:00")
                .hasMessageContaining("sa ~ \"02:00:00\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "!"})
    void isBoundedInDepth(String opening) {
        assertThatThrownBy(() -> FrameFilters.parse(opening.repeat(1000) + "retry"))
                .hasMessageContaining("nested deeper than 32");
    }

    @Test
    void isBoundedInLengthAndTests() {
        assertThatThrownBy(() -> FrameFilters.parse("retry or ".repeat(300) + "retry"))
                .hasMessageContaining("more than 256 tests");
        assertThatThrownBy(() -> FrameFilters.parse("len in {" + "1 ".repeat(300) + "}"))
                .hasMessageContaining("more than 256 tests");
        assertThatThrownBy(() -> FrameFilters.parse(" ".repeat(5000) + "retry"))
                .hasMessageContaining("longer than 4096 characters");
        assertThat(matching("retry or ".repeat(255) + "retry")).isEmpty();
    }

    @Test
    void aMistakeWithEscapesIsShownWithoutThem() {
        assertThatThrownBy(() -> FrameFilters.parse("node==\u001b[2J"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
        assertThatThrownBy(() -> FrameFilters.parse("type=='\u001b[2J'"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }

    @Test
    void patternsTakeNoTimeToSpeakOf() {
        GlobPattern pattern = GlobPattern.of("*a".repeat(2000) + "b");
        assertThat(pattern.matches("a".repeat(4000))).isFalse();
        assertThat(GlobPattern.of("a*b?d").matches("Axx-bbcd")).isTrue();
        assertThat(GlobPattern.of("*").matches("")).isTrue();
        assertThat(GlobPattern.of("?").matches("")).isFalse();
    }

    @Test
    void anyOctetsCanBeAskedAnything() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<FrameFilter> filters = new ArrayList<>();
        for (String field : FrameFilters.fields().keySet()) {
            filters.add(FrameFilters.parse(field));
        }
        for (int round = 0; round < 5_000; round++) {
            AirFrame good = joining.get(random.nextInt(joining.size()));
            byte[] octets = good.octets().clone();
            for (int edits = random.nextInt(6); edits > 0; edits--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = java.util.Arrays.copyOf(octets, random.nextInt(octets.length + 1));
            AirFrame frame = frame(1, "ap1", random.nextInt(8000), cut);
            for (FrameFilter filter : filters) {
                assertThat(filter.matches(frame)).as("seed %d", seed).isIn(true, false);
            }
        }
    }
}
