package io.airloom.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelModulesTest {
    @TempDir Path folder;

    @BeforeEach
    void someModules() throws IOException {
        Files.writeString(folder.resolve("modules.builtin"), "kernel/crypto/aes_generic.ko\n");
        module("kernel/net/wireless/cfg80211.ko.xz", "rfkill");
        module("kernel/net/mac80211.ko.xz", "cfg80211,libarc4");
        module("kernel/net/rfkill.ko.xz", "");
        module("kernel/lib/libarc4.ko.xz", "");
        module("kernel/arch/aesni-intel.ko", "aes_generic");
        module("kernel/a.ko", "b");
        module("kernel/b.ko", "a");
    }

    private void module(String path, String depends) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "\177ELF\0license=GPL\0depends=" + depends + "\0softdepends=x\0",
                StandardCharsets.ISO_8859_1);
    }

    private List<KernelModules.Module> closure(String... names) throws IOException {
        return new KernelModules(folder, Files::readAllBytes).closure(List.of(names));
    }

    @Test
    void putsEachModuleAfterThoseThatItNeeds() throws IOException {
        assertThat(closure("mac80211", "cfg80211"))
                .extracting(KernelModules.Module::name)
                .containsExactly("rfkill", "cfg80211", "libarc4", "mac80211");
    }

    @Test
    void namesFilesWithoutTheEndingOfTheirCompression() throws IOException {
        assertThat(closure("rfkill"))
                .extracting(KernelModules.Module::path)
                .containsExactly("kernel/net/rfkill.ko");
    }

    @Test
    void takesDashesForUnderscoresAndSkipsWhatIsBuiltIn() throws IOException {
        assertThat(closure("aes-generic", "aesni_intel"))
                .extracting(KernelModules.Module::name)
                .containsExactly("aesni_intel");
    }

    @Test
    void writesADependencyFileForModprobe() throws IOException {
        assertThat(KernelModules.modulesDep(closure("mac80211")))
                .isEqualTo(
                        """
                        kernel/net/rfkill.ko:
                        kernel/net/wireless/cfg80211.ko: kernel/net/rfkill.ko
                        kernel/lib/libarc4.ko:
                        kernel/net/mac80211.ko: kernel/net/wireless/cfg80211.ko \
                        kernel/net/rfkill.ko \
                        kernel/lib/libarc4.ko
                        """);
    }

    @Test
    void writesWhatTheKernelCallsModulesBy() {
        byte[] content =
                "x\0alias=nft-chain-2-nat\0depends=\0alias=bad name\0alias=pci:v00001AF4d*\0"
                        .getBytes(StandardCharsets.US_ASCII);
        var module = new KernelModules.Module("nft", "kernel/nft.ko", List.of(), content);
        assertThat(KernelModules.modulesAlias(List.of(module)))
                .isEqualTo("alias nft-chain-2-nat nft\nalias pci:v00001AF4d* nft\n");
    }

    @Test
    void saysWhichModuleIsMissing() {
        assertThatThrownBy(() -> closure("nonesuch"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no module nonesuch");
    }

    @Test
    void refusesModulesThatNeedEachOther() {
        assertThatThrownBy(() -> closure("a")).hasMessageContaining("need each other");
    }

    @Test
    void findsNoDependenciesInAnyOtherBytes() {
        assertThat(KernelModules.depends(new byte[0])).isEmpty();
        assertThat(KernelModules.depends("\0depends=a".getBytes(StandardCharsets.US_ASCII)))
                .containsExactly("a");
    }
}
