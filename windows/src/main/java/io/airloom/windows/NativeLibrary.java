package io.airloom.windows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// A library of the operating system that may not be there: servers of Windows lack Wi-Fi's, other
/// systems lack all. It is looked for when it is needed, and its absence is an error with words.
final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    private final Path path;
    private final SymbolLookup symbols;

    private NativeLibrary(Path path, SymbolLookup symbols) {
        this.path = path;
        this.symbols = symbols;
    }

    /// Loads a library of Windows itself: by its path, so that nobody's folder comes first.
    ///
    /// @param name `wlanapi.dll`
    /// @throws IOException if it is not there
    static NativeLibrary ofSystem(String name) throws IOException {
        String root = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
        return load(Path.of(root, "System32", name));
    }

    /// Loads a library.
    ///
    /// @throws IOException if it is not there
    static NativeLibrary load(Path path) throws IOException {
        try {
            return new NativeLibrary(path, SymbolLookup.libraryLookup(path, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "no library " + path + " on this " + System.getProperty("os.name"), e);
        }
    }

    /// A function of it.
    ///
    /// @throws IOException if it has none of that name
    MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options)
            throws IOException {
        MemorySegment address =
                symbols.find(name)
                        .orElseThrow(() -> new IOException(path + " has no function " + name));
        return LINKER.downcallHandle(address, descriptor, options);
    }

    /// What no function throws.
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a call of a function threw", thrown);
    }
}
