package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Per-node files: templates, files of this machine, and what people are shown of them.
class RenderingTest {
    @TempDir Path folder;

    private Topology topology(String text) throws IOException {
        return TopologyParser.parse(Files.writeString(folder.resolve("lab.yaml"), text));
    }

    private static String text(Map<String, NodeFile> files, String path) {
        NodeFile file = files.get(path);
        return file == null ? "" : new String(file.content(), StandardCharsets.UTF_8);
    }

    private static Map<String, NodeFile> render(Topology topology, String node) {
        NodeSpec spec = topology.node(node);
        assertThat(spec).isNotNull();
        return Rendering.of(spec, topology, List.of());
    }

    @Test
    void aVariableMayBeSetFromOutside() throws IOException {
        Path file = folder.resolve("lab.yaml");
        Files.writeString(
                file,
                """
                variables: {daemon: iwd}
                nodes: {n1: {role: bare}}
                steps: [{node: n1, run: "wifi-up ${lab.daemon}"}]
                """);
        Topology topology = TopologyParser.parse(file, Map.of("daemon", "wpa_supplicant"));
        assertThat(topology.steps().getFirst().describe()).isEqualTo("wifi-up wpa_supplicant");
        assertThatThrownBy(() -> TopologyParser.parse(file, Map.of("deamon", "x")))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining(
                        "has no variable \"deamon\" to set, did you mean \"daemon\"?");
    }

    @Test
    void templatesKnowTheTopology() throws IOException {
        Topology topology =
                topology(
                        """
                        name: demo
                        variables: {greeting: hello, place: lab}
                        nodes:
                          sta1:
                            role: station
                            network: {ssid: home}
                            variables: {place: desk}
                            files:
                              /etc/motd: "${node.greeting} ${node.name} at ${node.place} of ${lab.name}, ${lab.place}"
                              /etc/peers: "${ap1.address} ${ap1.mac} ${ap1.ssid} ${ap1.channel} ${ap1.role} ${node.index}"
                              /bin/x: {text: 'echo $${ap1.mac} ${HOME} $${x}', mode: 0755}
                              /etc/raw: {text: '${no.such}', template: false}
                            start: echo ${node.place} ${HOME}
                          ap1: {role: ap, address: 10.0.0.1/24, hostapd: {ssid: home}}
                        """);
        Map<String, NodeFile> files = render(topology, "sta1");
        assertThat(text(files, "/etc/motd")).isEqualTo("hello sta1 at desk of demo, lab");
        assertThat(text(files, "/etc/peers")).isEqualTo("10.0.0.1 02:00:00:00:02:00 home 1 ap 1");
        assertThat(text(files, "/bin/x")).isEqualTo("echo ${ap1.mac} ${HOME} ${x}");
        assertThat(files.get("/bin/x").mode()).isEqualTo(0755);
        assertThat(text(files, "/etc/raw")).isEqualTo("${no.such}");
        assertThat(text(files, "/etc/airloom/up")).contains("\necho desk ${HOME}\n");
        assertThat(text(files, "/etc/airloom/wpa_supplicant.conf")).contains("ssid=\"home\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "files: {/a: '${nod.name}'}        | \"/a\" refers to ${nod.name}, but there is no node \"nod\"",
                "files: {/a: '${node.nam}'}        | a node has no nam, did you mean \"name\"?",
                "files: {/a: '${node.colour}'}     | a node has no colour, did you mean \"color\"?",
                "files: {/a: '${lab.nmae}'}        | the lab has no nmae, did you mean \"name\"?",
                "files: {/a: '${n.address}'}       | node \"n\" has no address",
                "files: {/a: {text: '${x.y}'}}     | there is no node \"x\"",
                "start: 'echo ${x.y}'              | \"start\" refers to ${x.y}, but there is no node \"x\"",
                "files: {/a: {form: x}}            | did you mean \"from\"?",
                "files: {/a: {mode: 0755}}         | must have either \"from\"",
                "files: {/a: {text: x, mode: 0888}} | must be permissions such as 0755",
                "files: {/a/../b: x}               | must be an absolute path",
                "variables: {mac: x}               | \"mac\" stands for something already",
                "variables: {1x: x}                | a variable's name is a letter"
            })
    void tellsWhatIsWrongWithItsPlace(String keys, String message) {
        assertThatThrownBy(() ->
                        topology("variables: {color: red}\nnodes: {n: {role: bare, " + keys + "}}"))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("lab.yaml:2:")
                .hasMessageContaining(message);
    }

    @Test
    void noNodeCanHaveANameThatStandsForSomethingElse() {
        assertThatThrownBy(() -> topology("nodes: {node: {role: bare}}"))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("that name is taken");
    }

    @Test
    void filesAndFoldersOfThisMachineAreTakenWithTheirModes() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site/sub"));
        Files.writeString(site.resolve("a.txt"), "a ${node.name}");
        Path program = Files.writeString(folder.resolve("site/run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
        Files.write(folder.resolve("blob"), new byte[] {0, -1, 10});
        Topology topology =
                topology(
                        """
                        nodes:
                          n:
                            role: bare
                            files:
                              /srv: {from: site, template: true}
                              /blob: {from: ./blob, mode: 0600}
                        """);
        Map<String, NodeFile> files = render(topology, "n");
        assertThat(files)
                .containsOnlyKeys("/blob", "/etc/airloom/up", "/srv/run", "/srv/sub/a.txt");
        assertThat(text(files, "/srv/sub/a.txt")).isEqualTo("a n");
        assertThat(files.get("/srv/run").mode()).isEqualTo(0755);
        assertThat(files.get("/blob").mode()).isEqualTo(0600);
        assertThat(files.get("/blob").content()).containsExactly(0, -1, 10);

        Path out = folder.resolve("out/n");
        Rendering.write(files, out);
        assertThat(out.resolve("srv/sub/a.txt")).hasContent("a n");
        assertThat(Files.getPosixFilePermissions(out.resolve("blob"))).hasSize(2);
        assertThatThrownBy(() -> Rendering.write(files, out))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("is not an empty folder");
    }

    @Test
    void aTemplateFilesMistakesHaveTheirPlaceInThatFile() throws IOException {
        Files.writeString(folder.resolve("t"), "one\ntwo ${ap.mac}\n");
        Topology topology =
                topology("nodes: {ap1: {role: bare, files: {/t: {from: t, template: true}}}}");
        assertThatThrownBy(() -> render(topology, "ap1"))
                .isInstanceOf(InputFileException.class)
                .hasMessageEndingWith(
                        "t:2:5: refers to ${ap.mac}, but there is no node \"ap\", did you mean \"ap1\"?");
    }

    @Test
    void linksAndMissingFilesAreRefused() throws IOException {
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.createSymbolicLink(site.resolve("passwd"), Path.of("/etc/passwd"));
        Topology topology =
                topology(
                        "nodes: {n: {role: bare, files: {/s: {from: site}, /m: {from: missing}}}}");
        assertThatThrownBy(() -> render(topology, "n"))
                .isInstanceOf(InputFileException.class)
                .hasMessageContaining("holds passwd, which is a link")
                .hasMessageContaining("missing is not there");
    }
}
