package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airloom.image.InputFileException;
import io.airloom.image.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a matrix gives every combination once, each the file with its parts laid over it; files
/// include others; and every mistake is told where it stands, in whichever file that is.
class MatrixTest {
    private static final String FILE =
            """
            name: m
            country: DE
            variables: {greeting: hello}
            matrix:
              security:
                open: {}
                wpa2:
                  nodes:
                    ap1: {hostapd: {wpa: 2, wpa_passphrase: airloom-demo}}
                    sta1: {network: {psk: airloom-demo}}
              band:
                2.4GHz:
                5GHz: {country: US, nodes: {ap1: {hostapd: {channel: 36}}}}
              engine: [uml, qemu]
              greeting: [hi, ho]
            nodes:
              ap1: {role: ap, hostapd: {ssid: lab, channel: 6}}
              sta1: {role: station, network: {ssid: lab}}
            steps:
              - {node: sta1, run: "echo ${lab.greeting} ${lab.security} ${lab.band} ${lab.engine} ${ap1.channel}"}
            """;

    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private static String command(Topology topology) {
        return topology.steps().getFirst().describe();
    }

    private List<Topology> all(String text, Map<String, List<String>> only) throws IOException {
        return TopologyParser.parseAll(write("m.yaml", text), Map.of(), only);
    }

    @Test
    void everyCombinationIsATopologyOfItsOwn() throws IOException {
        List<Topology> all = all(FILE, Map.of());
        assertThat(all).hasSize(16);
        assertThat(all.stream().map(Topology::choices).collect(Collectors.toSet())).hasSize(16);
        Topology first = all.getFirst();
        assertThat(first.choices())
                .isEqualTo(
                        Map.of(
                                "security",
                                "open",
                                "band",
                                "2.4GHz",
                                "engine",
                                "uml",
                                "greeting",
                                "hi"));
        assertThat(command(first)).isEqualTo("echo hi open 2.4GHz uml 6");
        assertThat(first.country()).isEqualTo("DE");
        Topology last = all.getLast();
        assertThat(command(last)).isEqualTo("echo ho wpa2 5GHz qemu 36");
        assertThat(last.country()).isEqualTo("US");
        assertThat(last.nodes().get(0).hostapd())
                .containsEntry("wpa", List.of("2"))
                .containsEntry("ssid", List.of("lab"))
                .containsEntry("channel", List.of("36"));
        assertThat(last.nodes().get(1).network()).containsEntry("psk", List.of("airloom-demo"));
        assertThat(first.nodes().get(0).hostapd()).doesNotContainKey("wpa");
        assertThat(last.engineOf(last.nodes().getFirst(), Engine.UML)).isEqualTo(Engine.QEMU);
        assertThat(TopologyParser.parse(folder.resolve("m.yaml")).choices())
                .isEqualTo(first.choices());
    }

    @Test
    void onlyWhatIsWantedIsRun() throws IOException {
        assertThat(all(FILE, Map.of("security", List.of("wpa2"), "engine", List.of("uml"))))
                .hasSize(4)
                .allMatch(t -> t.choices().get("security").equals("wpa2"))
                .allMatch(t -> t.choices().get("engine").equals("uml"));
        String some =
                FILE.replace(
                        "  greeting: [hi, ho]\n",
                        """
                          greeting: [hi, ho]
                          without: [{security: open, band: 5GHz}, {engine: qemu}]
                        """);
        assertThat(all(some, Map.of()))
                .hasSize(6)
                .noneMatch(t -> t.choices().containsValue("qemu"));
    }

    @Test
    void tellsMistakesOfAMatrixWithTheirPlaces() throws IOException {
        String nodes = "nodes: {a: {role: bare}}\n";
        assertThat(problems("matrix: {A: [x]}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:10: matrix: an axis is a small letter, then small letters, digits"
                                + " and -, not \"A\"");
        assertThat(problems("matrix: {a: [x, x, 'y z']}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:17: matrix: \"a\" has \"x\" twice",
                        "m.yaml:1:20: matrix: a value's name is letters, digits and . _ + -, at most"
                                + " 32, not \"y z\"");
        assertThat(problems("matrix: {a: {x: {nods: {}}, y: 3}}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:18: unknown key \"nods\", did you mean \"nodes\"?",
                        "m.yaml:1:32: matrix: a: \"y\" must be a part of the file such as {engine:"
                                + " uml}");
        assertThat(problems("matrix: {a: {x: {}, y: {nodes: {a: {rol: ap}}}}}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:37: node \"a\": unknown key \"rol\", did you mean \"role\"?");
        assertThat(problems("matrix: {channel: [1, 6]}\n" + nodes))
                .singleElement()
                .asString()
                .startsWith("m.yaml:1:19: matrix: \"channel\" cannot be a list, because");
        String axis = ": [" + "v,".repeat(1).replace("v", "1,2,3,4,5,6,7") + "]";
        assertThat(problems("matrix: {a" + axis + ", b" + axis + ", c" + axis + "}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:9: matrix: has 3 axes with 343 combinations; at most 8 with 256");
        assertThat(problems("matrix: {a: [x], without: [{b: x}, {a: z}]}\n" + nodes))
                .containsExactly(
                        "m.yaml:1:29: matrix: without: the matrix has no axis \"b\", did you mean"
                                + " \"a\"?",
                        "m.yaml:1:37: matrix: without: a has no value \"z\", did you mean \"x\"?");
        assertThat(problems("matrix: {a: [x], without: [{a: x}]}\n" + nodes))
                .containsExactly("m.yaml:1:1: no combination of the matrix is left");
        assertThat(problemsOf(write("m.yaml", FILE), Map.of("secruity", List.of("wpa2"))))
                .containsExactly(
                        "m.yaml:1:1: the matrix has no axis \"secruity\", did you mean"
                                + " \"security\"?");
    }

    @Test
    void aVariableThatIsAnAxisIsNotSet() throws IOException {
        Path file = write("m.yaml", FILE);
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class,
                        () -> TopologyParser.parse(file, Map.of("greeting", "x")));
        assertThat(e.getMessage())
                .endsWith(
                        "m.yaml:1:1: has an axis greeting of its matrix; choose with --only"
                                + " greeting=x");
    }

    @Test
    void whatIsIncludedLiesBelow() throws IOException {
        write(
                "parts/base.yaml",
                """
                name: base
                include: deeper/vars.yaml
                nodes:
                  ap1: {role: ap, hostapd: {ssid: base, channel: 11}}
                  x: {role: bare}
                steps: [{pause: 1s}]
                """);
        write("parts/deeper/vars.yaml", "variables: {who: vars, what: deep}\n");
        write(
                "parts/join.yaml",
                "steps: [{node: ap1, run: 'join ${lab.what}'}, {include: more.yaml}]");
        write("parts/more.yaml", "steps: [{node: ap1, run: more}]");
        Path file =
                write(
                        "lab.yaml",
                        """
                        include: [parts/base.yaml]
                        variables: {who: lab}
                        nodes: {ap1: {hostapd: {ssid: mine}}}
                        steps:
                          - {node: ap1, run: "echo ${lab.who} ${lab.what}"}
                          - include: parts/join.yaml
                        """);
        Topology topology = TopologyParser.parse(file);
        assertThat(topology.name()).isEqualTo("lab");
        assertThat(topology.nodes()).extracting(NodeSpec::name).containsExactly("ap1", "x");
        assertThat(topology.nodes().getFirst().hostapd())
                .containsEntry("ssid", List.of("mine"))
                .containsEntry("channel", List.of("11"));
        assertThat(command(topology)).isEqualTo("echo lab deep");
        assertThat(topology.steps().get(1).describe()).isEqualTo("include: parts/join.yaml");
        assertThat(topology.steps().get(1).toString()).contains("join deep", "command=more");
    }

    @Test
    void namesOfFilesBeginAtTheFolderOfTheFileInWhichTheyStand() throws IOException {
        write(
                "parts/deep/base.yaml",
                """
                image: ./my.yaml
                proxy: nets.yaml
                nodes:
                  ap1:
                    role: bare
                    vsock: true
                    files: {/a: {from: a}, /b: {from: b}, /c: {from: c, mode: "0600"}}
                    disk: [x.img]
                """);
        write("parts/deep/nets.yaml", "networks: [{ssid: home}]\n");
        Path file =
                write(
                        "lab.yaml",
                        """
                        include: parts/deep/base.yaml
                        nodes:
                          ap1: {files: {/b: {from: b}, /c: {mode: "0644"}}, kernel: vmlinuz}
                        matrix: {root: {a: {nodes: {ap1: {files: {/d: {from: d}}}}}}}
                        """);
        Topology topology = TopologyParser.parse(file);
        Path parts = folder.toAbsolutePath().resolve("parts/deep");
        assertThat(topology.image()).isEqualTo(parts.resolve("my.yaml").toString());
        assertThat(topology.proxy())
                .isEqualTo(new NetworksSource.InFile(parts.resolve("nets.yaml")));
        NodeSpec node = topology.nodes().getFirst();
        assertThat(node.files().values())
                .map(source -> ((FileSource.From) source).from().path())
                .containsExactly(
                        parts.resolve("a"),
                        folder.toAbsolutePath().resolve("b"),
                        parts.resolve("c"),
                        folder.toAbsolutePath().resolve("d"));
        assertThat(node.system().disks().getFirst().file().path())
                .isEqualTo(parts.resolve("x.img"));
        HostFile kernel = node.system().kernel();
        assertThat(kernel).isNotNull();
        assertThat(kernel.path()).isEqualTo(folder.toAbsolutePath().resolve("vmlinuz"));
    }

    @Test
    void tellsMistakesInTheFileInWhichTheyStand() throws IOException {
        write("parts/base.yaml", "nodes:\n  ap1: {role: app}\n");
        write("parts/steps.yaml", "steps:\n  - {node: ap2, run: x}\n");
        Path file =
                write(
                        "lab.yaml",
                        "include: parts/base.yaml\ncountry: usa\nsteps: [{include: parts/steps.yaml}]");
        assertThat(problemsOf(file, Map.of()))
                .containsExactly(
                        "lab.yaml:2:10: \"country\" must be two capital letters such as US or DE, not"
                                + " \"usa\"",
                        "parts/base.yaml:2:15: node \"ap1\": \"role\" is unknown: \"app\", did you"
                                + " mean \"ap\"?",
                        "parts/steps.yaml:2:12: step 1.1: \"node\" refers to an unknown node \"ap2\","
                                + " did you mean \"ap1\"?");
    }

    @Test
    void filesThatIncludeEachOtherAreAMistake() throws IOException {
        write("a.yaml", "include: b.yaml\nnodes: {a: {role: bare}}");
        Path b = write("b.yaml", "include: a.yaml\nnodes: {a: {role: bare}}");
        assertThat(problemsOf(b, Map.of()))
                .containsExactly(
                        "a.yaml:1:10: \"include\" names a file that includes this one, or is it");
        Path self = write("self.yaml", "nodes: {a: {role: bare}}\nsteps: [{include: self.yaml}]");
        assertThat(problemsOf(self, Map.of()))
                .containsExactly(
                        "self.yaml:2:19: step 1: \"include\" names a file that includes this one, or"
                                + " is it");
        Path none = write("none.yaml", "include: [gone.yaml, /dev/zero]\nnodes: {a: {role: bare}}");
        assertThat(problemsOf(none, Map.of()))
                .hasSize(2)
                .allMatch(p -> p.endsWith("which is not a file"));
        for (int i = 0; i < 12; i++) {
            write("d" + i + ".yaml", "include: d" + (i + 1) + ".yaml\n");
        }
        assertThat(problemsOf(folder.resolve("d0.yaml"), Map.of()))
                .anyMatch(p -> p.endsWith("is nested deeper than 8 files"));
    }

    @Test
    void endsQuicklyOnFilesMadeToHurt() throws IOException {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            members.append("k").append(i).append(": 1,");
        }
        write("big.yaml", "variables: {" + members + "}");
        assertThat(
                        problems(
                                "include: big.yaml\nvariables: {"
                                        + members
                                        + "}\nnodes: {a: {role: bare}}"))
                .anyMatch(p -> p.endsWith("has too many members to be laid over another mapping"));
    }

    @Test
    void tagsAndPreparationsAreRead() throws IOException {
        Topology topology =
                all(
                                """
                                tags: [long, nightly, long]
                                prepare: [{recipe: disk/recipe.yaml, out: disk/system}]
                                nodes: {a: {role: bare}}
                                """,
                                Map.of())
                        .getFirst();
        assertThat(topology.tags()).containsExactly("long", "nightly");
        assertThat(topology.preparations().getFirst().out().path())
                .isEqualTo(folder.resolve("disk/system"));
        assertThat(problems("tags: [Long]\nprepare: [{recipe: x}]\nnodes: {a: {role: bare}}"))
                .containsExactly(
                        "m.yaml:1:8: \"tags\" has a tag that is not a small letter, then small"
                                + " letters, digits and -: \"Long\"",
                        "m.yaml:2:11: prepare: has no \"out\"; add for example out: my-disk/system");
    }

    private List<String> problems(String text) throws IOException {
        return problemsOf(write("m.yaml", text), Map.of());
    }

    private List<String> problemsOf(Path file, Map<String, List<String>> only) {
        InputFileException e =
                catchThrowableOfType(
                        InputFileException.class,
                        () -> TopologyParser.parseAll(file, Map.of(), only));
        assertThat(e).as("no mistake found").isNotNull();
        return e.problems().stream()
                .map(Problem::toString)
                .map(text -> text.replace(folder + "/", ""))
                .toList();
    }
}
