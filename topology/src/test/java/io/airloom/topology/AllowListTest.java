package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.Ssid;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may connect to what, by a file.
class AllowListTest {
    private static boolean may(AllowList list, String guest, String ssid) {
        return list.mayConnect(
                new GuestId(guest), ConnectionKind.HOST_MIRRORING, SsidText.parse(ssid));
    }

    @Test
    void whatNoRuleAllowsIsDenied() {
        AllowList list =
                AllowList.parse(
                        "allow.yaml",
                        """
                        allow:
                          - {ssid: home}
                          - {ssid: [cafe, "hex:00ff"], guest: vsock:3}
                          - {guest: [vsock:4, tcp:192.0.2.7]}
                        """);
        assertThat(may(list, "vsock:9", "home")).isTrue();
        assertThat(may(list, "vsock:9", "Home")).isFalse();
        assertThat(may(list, "vsock:3", "cafe")).isTrue();
        assertThat(may(list, "vsock:3", "hex:00ff")).isTrue();
        assertThat(may(list, "vsock:5", "cafe")).isFalse();
        assertThat(may(list, "tcp:192.0.2.7", "anything")).isTrue();
        assertThat(may(AllowList.parse("allow.yaml", "allow: []"), "vsock:3", "home")).isFalse();
        assertThat(
                        list.mayConnect(
                                new GuestId("vsock:3"),
                                ConnectionKind.GUEST_DIRECTED,
                                Ssid.of("x")))
                .isFalse();
    }

    @Test
    void allMistakesAreToldAtOnce() {
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class,
                        () ->
                                AllowList.parse(
                                        "allow.yaml",
                                        "allow:\n  - {sid: x}\n  - {ssid: hex:1}\n  - {ssid: []}\n"));
        List<String> problems = e.problems().stream().map(Problem::toString).toList();
        assertThat(problems)
                .hasSize(4)
                .contains(
                        "allow.yaml:2:5: rule 1: allows everything; use --authorize all for that",
                        "allow.yaml:2:6: rule 1: unknown key \"sid\", did you mean \"ssid\"?",
                        "allow.yaml:4:12: rule 3: \"ssid\" has no value");
    }
}
