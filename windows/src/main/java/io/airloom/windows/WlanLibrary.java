package io.airloom.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.airloom.ieee80211.MacAddress;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// wlanapi.dll itself. Never run on Windows: read beside the documentation of each function.
///
/// All functions return an error code of Windows, 0 for success; what they allocate they are given
/// back at once (`WlanFreeMemory`).
///
/// A little over 400 lines: one short method for each function of the library, and nothing else.
final class WlanLibrary implements WlanApi {
    private static final int VERSION_2 = 2;
    private static final int SOURCE_NONE = 0;
    private static final int ANY_BSS_TYPE = 3;

    /// No structure of a service is that long.
    private static final long MAX_LENGTH = 16 << 20;

    private static final long MAX_DATA_LENGTH = 64 << 10;

    private final MethodHandle freeMemory;
    private final MethodHandle closeHandle;
    private final MethodHandle enumInterfaces;
    private final MethodHandle getNetworkBssList;
    private final MethodHandle queryInterface;
    private final MethodHandle scan;
    private final MethodHandle connect;
    private final MethodHandle disconnect;
    private final MethodHandle registerNotification;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment handle;

    private WlanLibrary(NativeLibrary library) throws IOException, HostWifiException {
        freeMemory = library.function("WlanFreeMemory", FunctionDescriptor.ofVoid(ADDRESS));
        closeHandle = library.function("WlanCloseHandle", returning(ADDRESS, ADDRESS));
        enumInterfaces =
                library.function("WlanEnumInterfaces", returning(ADDRESS, ADDRESS, ADDRESS));
        getNetworkBssList =
                library.function(
                        "WlanGetNetworkBssList",
                        returning(ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        queryInterface =
                library.function(
                        "WlanQueryInterface",
                        returning(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        scan = library.function("WlanScan", returning(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        connect = library.function("WlanConnect", returning(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        disconnect = library.function("WlanDisconnect", returning(ADDRESS, ADDRESS, ADDRESS));
        registerNotification =
                library.function(
                        "WlanRegisterNotification",
                        returning(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        MethodHandle openHandle =
                library.function("WlanOpenHandle", returning(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        try (Arena call = Arena.ofConfined()) {
            MemorySegment version = call.allocate(JAVA_INT);
            MemorySegment opened = call.allocate(ADDRESS);
            check(
                    "WlanOpenHandle",
                    (int) openHandle.invokeExact(VERSION_2, MemorySegment.NULL, version, opened));
            handle = opened.get(ADDRESS, 0);
        } catch (HostWifiException | RuntimeException | Error e) {
            arena.close();
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static FunctionDescriptor returning(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    /// Loads the library and opens a handle.
    ///
    /// @throws HostWifiException if this is not a Windows with Wi-Fi
    static WlanApi open() throws HostWifiException {
        try {
            return new WlanLibrary(NativeLibrary.ofSystem("wlanapi.dll"));
        } catch (IOException e) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    "the Wi-Fi of Windows is not here: " + e.getMessage(),
                    e);
        }
    }

    private static void check(String function, int error) throws HostWifiException {
        if (error != 0) {
            String why =
                    switch (error) {
                        case 5 -> ", access denied: Windows wants its location service allowed";
                        case 1062 -> ", the service WLAN AutoConfig (wlansvc) does not run";
                        case 1168 -> ", no such interface or network";
                        case 5023 -> ", not in this state of the interface";
                        default -> "";
                    };
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED, function + ": error " + error + why);
        }
    }

    private static MemorySegment guid(Arena arena, UUID guid) {
        MemorySegment segment = arena.allocate(Guid.LENGTH, Integer.BYTES);
        Guid.write(segment, 0, guid);
        return segment;
    }

    /// A copy of what the library has allocated, which is given back.
    ///
    /// @param pointer where its address is
    /// @param length how long it says that it is
    private MemorySegment taken(MemorySegment pointer, Length length) {
        MemorySegment theirs = pointer.get(ADDRESS, 0);
        if (theirs.equals(MemorySegment.NULL)) {
            return MemorySegment.ofArray(new byte[0]);
        }
        try {
            long octets = Math.min(length.of(theirs.reinterpret(MAX_LENGTH)), MAX_LENGTH);
            return MemorySegment.ofArray(theirs.reinterpret(octets).toArray(JAVA_BYTE));
        } finally {
            free(theirs);
        }
    }

    private void free(MemorySegment theirs) {
        try {
            freeMemory.invokeExact(theirs);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private interface Length {
        long of(MemorySegment structure);
    }

    @Override
    public MemorySegment interfaces() throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment list = call.allocate(ADDRESS);
            check(
                    "WlanEnumInterfaces",
                    (int) enumInterfaces.invokeExact(handle, MemorySegment.NULL, list));
            return taken(
                    list,
                    found ->
                            WlanLayouts.LIST_HEADER_LENGTH
                                    + WlanLayouts.INTERFACE_INFO.byteSize()
                                            * Integer.toUnsignedLong(found.get(JAVA_INT, 0)));
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public MemorySegment networks(UUID interfaceGuid) throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment list = call.allocate(ADDRESS);
            check(
                    "WlanGetNetworkBssList",
                    (int)
                            getNetworkBssList.invokeExact(
                                    handle,
                                    guid(call, interfaceGuid),
                                    MemorySegment.NULL,
                                    ANY_BSS_TYPE,
                                    0,
                                    MemorySegment.NULL,
                                    list));
            return taken(list, found -> Integer.toUnsignedLong(found.get(JAVA_INT, 0)));
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public MemorySegment query(UUID interfaceGuid, int opcode) throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment size = call.allocate(JAVA_INT);
            MemorySegment data = call.allocate(ADDRESS);
            check(
                    "WlanQueryInterface",
                    (int)
                            queryInterface.invokeExact(
                                    handle,
                                    guid(call, interfaceGuid),
                                    opcode,
                                    MemorySegment.NULL,
                                    size,
                                    data,
                                    MemorySegment.NULL));
            long length = Integer.toUnsignedLong(size.get(JAVA_INT, 0));
            return taken(data, _ -> length);
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public void scan(UUID interfaceGuid, Ssid ssid) throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment wanted = ssid.isWildcard() ? MemorySegment.NULL : dot11Ssid(call, ssid);
            check(
                    "WlanScan",
                    (int)
                            scan.invokeExact(
                                    handle,
                                    guid(call, interfaceGuid),
                                    wanted,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL));
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /// A `DOT11_SSID`.
    static MemorySegment dot11Ssid(Arena arena, Ssid ssid) {
        MemorySegment structure = arena.allocate(WlanLayouts.DOT11_SSID);
        structure.set(JAVA_INT, 0, ssid.length());
        MemorySegment.copy(ssid.octets(), 0, structure, JAVA_BYTE, Integer.BYTES, ssid.length());
        return structure;
    }

    @Override
    public void connect(UUID interfaceGuid, WlanProfile profile, long bssid)
            throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment text = call.allocate(JAVA_CHAR, profile.text().length + 1L);
            MemorySegment.copy(profile.text(), 0, text, JAVA_CHAR, 0, profile.text().length);
            try {
                check(
                        "WlanConnect",
                        (int)
                                connect.invokeExact(
                                        handle,
                                        guid(call, interfaceGuid),
                                        parameters(call, profile.mode(), text, bssid),
                                        MemorySegment.NULL));
            } finally {
                text.fill((byte) 0);
            }
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /// `WLAN_CONNECTION_PARAMETERS`, with a `DOT11_BSSID_LIST` of one if there is one.
    static MemorySegment parameters(Arena arena, int mode, MemorySegment profile, long bssid) {
        StructLayout layout = WlanLayouts.CONNECTION_PARAMETERS;
        MemorySegment parameters = arena.allocate(layout);
        parameters.set(JAVA_INT, WlanLayouts.offset(layout, "wlanConnectionMode"), mode);
        parameters.set(ADDRESS, WlanLayouts.offset(layout, "strProfile"), profile);
        parameters.set(
                JAVA_INT, WlanLayouts.offset(layout, "dot11BssType"), WlanReader.INFRASTRUCTURE);
        if (bssid != 0) {
            parameters.set(
                    ADDRESS,
                    WlanLayouts.offset(layout, "pDesiredBssidList"),
                    bssidList(arena, bssid));
        }
        return parameters;
    }

    private static MemorySegment bssidList(Arena arena, long bssid) {
        StructLayout layout = WlanLayouts.DOT11_BSSID_LIST;
        MemorySegment list = arena.allocate(layout);
        // NDIS_OBJECT_TYPE_DEFAULT, DOT11_BSSID_LIST_REVISION_1.
        list.set(JAVA_BYTE, WlanLayouts.offset(layout, "Type"), (byte) 0x80);
        list.set(JAVA_BYTE, WlanLayouts.offset(layout, "Revision"), (byte) 1);
        list.set(JAVA_SHORT, WlanLayouts.offset(layout, "Size"), (short) layout.byteSize());
        list.set(JAVA_INT, WlanLayouts.offset(layout, "uNumOfEntries"), 1);
        list.set(JAVA_INT, WlanLayouts.offset(layout, "uTotalNumOfEntries"), 1);
        MacAddress.write(list, WlanLayouts.offset(layout, "BSSIDs"), bssid);
        return list;
    }

    @Override
    public void disconnect(UUID interfaceGuid) throws HostWifiException {
        try (Arena call = Arena.ofConfined()) {
            check(
                    "WlanDisconnect",
                    (int)
                            disconnect.invokeExact(
                                    handle, guid(call, interfaceGuid), MemorySegment.NULL));
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public void register(Consumer<Notification> listener) throws HostWifiException {
        // Called by Windows. An exception there would end the JVM: nothing of it throws, and the
        // listener may not.
        BiConsumer<MemorySegment, MemorySegment> called =
                (data, _) -> listener.accept(notification(data));
        MethodHandle callback;
        try {
            callback =
                    MethodHandles.publicLookup()
                            .findVirtual(
                                    BiConsumer.class,
                                    "accept",
                                    MethodType.methodType(void.class, Object.class, Object.class))
                            .bindTo(called)
                            .asType(
                                    MethodType.methodType(
                                            void.class, MemorySegment.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw NativeLibrary.unexpected(e);
        }
        MemorySegment stub =
                Linker.nativeLinker()
                        .upcallStub(callback, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), arena);
        register(WlanEvent.SOURCES, stub);
    }

    private void register(int sources, MemorySegment callback) throws HostWifiException {
        try {
            check(
                    "WlanRegisterNotification",
                    (int)
                            registerNotification.invokeExact(
                                    handle,
                                    sources,
                                    0,
                                    callback,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL));
        } catch (HostWifiException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /// A copy of a `WLAN_NOTIFICATION_DATA` and of what it points to.
    static Notification notification(MemorySegment address) {
        StructLayout layout = WlanLayouts.NOTIFICATION_DATA;
        MemorySegment data = address.reinterpret(layout.byteSize());
        long length =
                Integer.toUnsignedLong(
                        data.get(JAVA_INT, WlanLayouts.offset(layout, "dwDataSize")));
        MemorySegment more = data.get(ADDRESS, WlanLayouts.offset(layout, "pData"));
        byte[] octets =
                more.equals(MemorySegment.NULL)
                        ? new byte[0]
                        : more.reinterpret(Math.min(length, MAX_DATA_LENGTH)).toArray(JAVA_BYTE);
        return new Notification(
                data.get(JAVA_INT, WlanLayouts.offset(layout, "NotificationSource")),
                data.get(JAVA_INT, WlanLayouts.offset(layout, "NotificationCode")),
                Guid.read(data, WlanLayouts.offset(layout, "InterfaceGuid")),
                MemorySegment.ofArray(octets));
    }

    @Override
    public void close() {
        try {
            register(SOURCE_NONE, MemorySegment.NULL);
            int _ = (int) closeHandle.invokeExact(handle, MemorySegment.NULL);
        } catch (HostWifiException e) {
            // The service has gone, and with it the handle and who would call.
            System.getLogger(WlanLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "while closing", e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
        arena.close();
    }
}
