package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TmuxTextsTest {
    private static final Topology TOPOLOGY =
            TopologyParser.parse("demo", DemoCommand.yaml(DemoCommand.Security.WPA2));

    @Test
    void theShellsAirloomGetsItsWordsUnchanged() throws Exception {
        String script = TmuxTexts.launcher(List.of("printf", "<%s>", "it's", "a b", "$HOME"));
        Process shell = new ProcessBuilder("sh", "-c", script, "sh", "more", "x y").start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("<it's><a b><$HOME><more><x y>");
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLineIsShownAsItIs() {
        assertThat(TmuxTexts.literal("  \u001b[33m!\u001b[0m ap1 lost 3 % #(reboot)"))
                .isEqualTo("! ap1 lost 3 %% ##(reboot)");
    }

    @Test
    void theFramesPaneSaysItsFilter() {
        assertThat(TmuxTexts.framesNote("")).isEqualTo("on the air");
        assertThat(TmuxTexts.framesNote("ssid==\"#(reboot)\" and len>9;"))
                .isEqualTo("ssid==\"##(reboot)\" and len>9; ");
    }

    @Test
    void theGreetingNamesNodesOfTheLab() {
        assertThat(TmuxTexts.welcome(TOPOLOGY))
                .contains("airloom exec sta1 -- ", "airloom set link ap1 sta1 loss=30%");
    }

    @Test
    void windowsAreNamedAfterTheirNodes() {
        TmuxLayout layout = TmuxLayout.of(2, 30, 8);
        assertThat(layout.windows())
                .extracting(window -> TmuxTexts.windowName(window, TOPOLOGY))
                .containsExactly("shell", "frames", "ap1", "sta1");
        assertThat(TmuxTexts.windowName(TmuxLayout.of(2, 80, 24).windows().getFirst(), TOPOLOGY))
                .isEqualTo("lab");
    }

    @Test
    void theSettingsNameTheLabAndTheKeyThatEndsIt() {
        assertThat(TmuxTexts.configuration("two-stations", "resized"))
                .contains(" two-stations ", "bind -n C-q kill-session", "set-clipboard off");
    }
}
