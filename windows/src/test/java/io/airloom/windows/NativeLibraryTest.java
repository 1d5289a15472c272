package io.airloom.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Libraries that may not be there, on a system that has others.
class NativeLibraryTest {
    private static Path libc;

    @BeforeAll
    static void findALibrary() throws IOException {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            libc =
                    maps.filter(line -> line.matches(".*/libc\\.so\\.6$"))
                            .map(line -> Path.of(line.substring(line.indexOf('/'))))
                            .findFirst()
                            .orElse(null);
        }
        assumeThat(libc).isNotNull();
    }

    @Test
    @DisplayName("item 57: a function of a library that is there is called")
    void whatIsThereIsCalled() throws Throwable {
        int pid =
                (int)
                        NativeLibrary.load(libc)
                                .function("getpid", FunctionDescriptor.of(JAVA_INT))
                                .invokeExact();
        assertThat(pid).isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    @DisplayName("item 57: a library that is not there is an error that names it")
    void aLibraryThatIsNotThere() {
        assertThatThrownBy(() -> NativeLibrary.load(Path.of("/nowhere/wlanapi.dll")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/wlanapi.dll");
        HostWifi.Listener nobody = WindowsWifiTest.nobody();
        assertThatThrownBy(() -> new WindowsWifi().open(nobody))
                .isInstanceOf(HostWifiException.class)
                .hasMessageContaining("wlanapi.dll");
        assertThatThrownBy(() ->
                        new HyperVTransport(HyperVTransport.ANY_GUEST)
                                .start((_, stream) -> stream.close()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hyperv:any:12345")
                .hasMessageContaining("ws2_32.dll");
    }

    @Test
    @DisplayName("item 57: a function that is not there is an error that names it")
    void aFunctionThatIsNotThere() throws IOException {
        NativeLibrary library = NativeLibrary.load(libc);
        assertThatThrownBy(() -> library.function("WlanFly", FunctionDescriptor.of(JAVA_INT)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("WlanFly");
    }
}
