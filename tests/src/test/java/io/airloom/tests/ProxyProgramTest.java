package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `airloom proxy` and `airloom proxy-client` do together what their documents say. Method:
/// both as processes, over the Unix sockets of a hybrid vsock, with made-up networks, so that no
/// machine and no radio is needed.
class ProxyProgramTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PASSPHRASE = "correct horse";

    @TempDir Path folder;

    private Path networks;

    @BeforeEach
    void writeFiles() throws IOException {
        networks =
                Files.writeString(
                        folder.resolve("networks.yaml"),
                        "networks: [{ssid: home, passphrase: %s, signal: -41}, {ssid: cafe}]\n"
                                .formatted(PASSPHRASE));
        Files.writeString(folder.resolve("right"), PASSPHRASE + "\n");
        Files.writeString(folder.resolve("wrong"), "battery staple\n");
    }

    private Program proxy(String... more) throws Exception {
        String[] arguments = {
            "proxy",
            "--listen",
            "uds:" + folder.resolve("vm"),
            "--backend",
            "none",
            "--networks",
            networks.toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        Program proxy = Program.airloomTyping(folder, all);
        proxy.awaitOutput(all[all.length - 1].equals("--json") ? "listening" : "Ctrl-C", LIMIT);
        return proxy;
    }

    private Program client(String orders) throws IOException {
        String line =
                "proxy-client --patience 5s --connect uds:" + folder.resolve("vm") + " " + orders;
        return Program.airloom(folder, line.split(" "));
    }

    private Program.Result finish(Program client) throws InterruptedException {
        try (client) {
            return client.finish(LIMIT);
        }
    }

    @Test
    void aGuestScansConnectsIsToldAndLeaves() throws Exception {
        try (Program proxy = proxy()) {
            Program client =
                    client(
                            "scan then connect home --passphrase-file right then listen signal 1min"
                                    + " then listen disconnected 1min then connect cafe then"
                                    + " disconnect");
            proxy.awaitOutput(
                    "✓ uds:" + folder.resolve("vm") + " is on \"home\" [686f6d65]", LIMIT);
            client.awaitOutput("connected to \"home\" [686f6d65]", LIMIT);
            proxy.type("status");
            proxy.awaitOutput("sharing made-up; scans 1, connects 1, disconnects 0", LIMIT);
            proxy.type("signal home -70");
            client.awaitOutput("< signal -70 dBm", LIMIT);
            proxy.type("disconnect home");
            Program.Result told = finish(client);
            assertThat(told.exitCode()).as(told.toString()).isZero();
            assertThat(told.stdout())
                    .contains("  -41 dBm  WPA2       \"home\"", "  -50 dBm  open       \"cafe\"")
                    .contains("< disconnected, session ", "connected to \"cafe\"")
                    .endsWith("  disconnected\n");
            proxy.awaitOutput("has left \"cafe\" [63616665]", LIMIT);
            proxy.type("quit");
            Program.Result served = proxy.finish(LIMIT);
            assertThat(served.exitCode()).as(served.toString()).isZero();
            assertThat(served.toString() + told).doesNotContain(PASSPHRASE, "exception");
            assertThat(folder.resolve("vm_12345")).doesNotExist();
        }
    }

    @Test
    void aFileThatChangesIsReadAgainAndItsMistakesAreTold() throws Exception {
        try (Program proxy = proxy()) {
            Files.writeString(networks, "networks: [{ssid: attic}]\n");
            assertThat(finish(client("scan")).stdout())
                    .contains("\"attic\"")
                    .doesNotContain("home");
            proxy.awaitOutput("read " + networks + " again: networks 1", LIMIT);
            Files.writeString(networks, "networks: [{sid: attic}]\n");
            assertThat(finish(client("scan")).stdout()).contains("\"attic\"");
            proxy.awaitOutput(networks + ":1:13: network 1: unknown key \"sid\"", LIMIT);
        }
    }

    @Test
    void aWrongKeyAndAnUnknownNetworkEndTheGuestWithOne() throws Exception {
        try (Program proxy = proxy("--json")) {
            Program.Result wrong = finish(client("connect home --passphrase-file wrong then scan"));
            assertThat(wrong.exitCode()).as(wrong.toString()).isEqualTo(1);
            assertThat(wrong.stdout())
                    .isEqualTo(
                            "  not connected to \"home\" [686f6d65]: status 15, challenge failed\n");
            Program.Result unknown = finish(client("connect attic"));
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.stdout()).contains("no such network was found");
            proxy.awaitOutput("\"outcome\":\"failed\"", LIMIT);
            proxy.type("quit");
            Program.Result served = proxy.finish(LIMIT);
            for (String line : served.stdout().lines().toList()) {
                Map<String, Object> event = Json.object(line);
                assertThat(event).containsKey("event");
                if (event.get("event").equals("connect")) {
                    assertThat(event)
                            .containsEntry("ssid", "home")
                            .containsEntry("ssidHex", "686f6d65")
                            .containsEntry("kind", "host-mirroring");
                }
            }
        }
    }

    @Test
    void whoIsAskedAndSaysNoKeepsAGuestOut() throws Exception {
        try (Program proxy = proxy("--authorize", "ask")) {
            Program denied = client("connect cafe");
            proxy.awaitOutput("may uds:" + folder.resolve("vm") + " connect to \"cafe\"", LIMIT);
            proxy.type("n");
            Program.Result result = finish(denied);
            assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
            assertThat(result.stdout()).contains("status ");
            proxy.awaitOutput("may not connect to \"cafe\"", LIMIT);
            Program allowed = client("connect home --passphrase-file right then disconnect");
            proxy.awaitOutput("connect to \"home\"", LIMIT);
            proxy.type("y");
            assertThat(finish(allowed).exitCode()).isZero();
        }
    }

    @Test
    void aListSaysWhoMay() throws Exception {
        Path list =
                Files.writeString(
                        folder.resolve("allow.yaml"),
                        "allow: [{ssid: cafe}, {ssid: home, guest: vsock:3}]\n");
        try (Program _ = proxy("--authorize", list.toString())) {
            assertThat(finish(client("connect cafe then disconnect")).exitCode()).isZero();
            assertThat(finish(client("connect home --passphrase-file right")).exitCode())
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutInputItServesOnUntilItIsInterrupted() throws Exception {
        try (Program proxy =
                Program.airloom(
                        folder,
                        "proxy",
                        "--listen",
                        "uds:" + folder.resolve("vm"),
                        "--backend",
                        "none",
                        "--networks",
                        networks.toString())) {
            proxy.awaitOutput("Ctrl-C ends it.", LIMIT);
            assertThat(finish(client("scan")).exitCode()).isZero();
            proxy.signal("INT");
            assertThat(proxy.finish(LIMIT).stdout()).contains("  answered");
        }
        assertThat(folder.resolve("vm_12345")).doesNotExist();
    }
}
