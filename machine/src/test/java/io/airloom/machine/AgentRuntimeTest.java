package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.image.EnvironmentException;
import io.airloom.image.GuestImage;
import io.airloom.topology.AgentTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the agent is made of, and what a node with an agent boots.
class AgentRuntimeTest {
    @TempDir Path folder;

    /// A jar or folder of a module that requires others, made with the JDK's own compiler.
    private Path module(String name, String... required) throws IOException {
        Path source = folder.resolve(name + "-source");
        Files.createDirectories(source);
        StringBuilder text = new StringBuilder("module " + name + " {\n");
        for (String other : required) {
            text.append("requires ").append(other).append(";\n");
        }
        Path file = Files.writeString(source.resolve("module-info.java"), text.append("}\n"));
        Path classes = Files.createDirectories(folder.resolve(name));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-p",
                                folder.toString(),
                                "-d",
                                classes.toString(),
                                file.toString());
        assertThat(result).isZero();
        return classes;
    }

    @Test
    void findsTheAgentsModulesAndThoseThatTheyRequireAndNoOthers() throws IOException {
        Path linux = module("io.airloom.linux");
        Path other = module("io.airloom.other", "io.airloom.linux");
        Path agent = module(AgentModules.ROOT, "io.airloom.linux");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        Path noModule = Files.writeString(folder.resolve("9-.jar"), "PK");
        AgentModules modules = AgentModules.among(List.of(nothing, other, agent, linux));
        assertThat(modules.places())
                .containsOnlyKeys(AgentModules.ROOT, "io.airloom.linux")
                .containsEntry("io.airloom.linux", linux);
        assertThat(AgentModules.among(List.of(noModule, agent, linux))).isEqualTo(modules);
        assertThatThrownBy(() -> AgentModules.among(List.of(agent)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("io.airloom.linux");
    }

    @Test
    void theHashOfModulesIsThatOfTheirContent() throws IOException {
        Path agent = module(AgentModules.ROOT);
        AgentModules modules = AgentModules.among(List.of(agent));
        String before = modules.hash();
        assertThat(AgentModules.among(List.of(agent)).hash()).isEqualTo(before);
        Files.writeString(agent.resolve("more"), "x");
        assertThat(modules.hash()).isNotEqualTo(before);
    }

    @Test
    void appendsTheAgentForNodesThatNeedIt() throws IOException {
        Path initrd = Files.writeString(folder.resolve("initrd"), "base");
        Path agent = Files.writeString(folder.resolve("agent.cpio"), "agent");
        GuestImage image = new GuestImage(folder, initrd, "6.12", "trixie").withAgent(agent);
        Path written = folder.resolve("written");
        NodeInitrd.write(written, image.forNode(false).archives(), Map.of());
        assertThat(Files.readString(written, StandardCharsets.ISO_8859_1)).startsWith("base0707");
        NodeInitrd.write(written, image.forNode(true).archives(), Map.of());
        assertThat(Files.readString(written, StandardCharsets.ISO_8859_1))
                .startsWith("baseagent0707");
    }

    @Test
    void saysWhichPackageHelpsWhereJavaCannotLink() {
        assertThatThrownBy(() -> AgentRuntime.requireJlink(folder.resolve("bin/jlink")))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.remedy()).contains("openjdk-25-jdk-headless"));
    }

    @Test
    void theNetworkOfAnAgentLeadsNowhereElse() {
        MachineFiles files = new MachineFiles(Path.of("/run/x"), "n1");
        assertThat(QemuAgentLine.of(spec(AgentTransport.TCP), files))
                .contains("socket,id=radio,server=on,wait=off,path=/run/x/n1.radio")
                .anyMatch(word ->
                        word.startsWith("user,id=radio,restrict=on,")
                                && word.endsWith("guestfwd=tcp:10.0.2.100:8215-chardev:radio"));
        assertThat(QemuAgentLine.of(spec(AgentTransport.SERIAL), files))
                .contains("virtserialport,chardev=radio,name=io.airloom.agent");
        assertThat(QemuAgentLine.of(spec(AgentTransport.VSOCK), files)).isEmpty();
    }

    private MachineSpec spec(AgentTransport transport) {
        return new MachineSpec(
                "n1",
                1,
                256,
                1,
                Accelerator.TCG,
                new Qemu(List.of("q"), Map.of(), "7.2.0", false),
                BootSource.of(new GuestImage(folder, folder, "", "")),
                Map.of(),
                null,
                null,
                0,
                transport);
    }
}
