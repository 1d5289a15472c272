package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.proxy.Ssid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sizes and offsets as a compiler of 64-bit Windows has them for the structures that Microsoft's
/// documentation gives: `ULONG`, `DWORD`, `BOOL` and enumerations have 32 bits, `WCHAR` has 16,
/// `BOOLEAN` 8, pointers and `SOCKET` 64, each aligned to its size.
class LayoutTest {
    @ParameterizedTest
    @CsvSource({
        "DOT11_SSID, 36, uSSIDLength 0 ucSSID 4",
        "DOT11_BSSID_LIST, 20, Size 2 uNumOfEntries 4 uTotalNumOfEntries 8 BSSIDs 12",
        "INTERFACE_INFO, 532, InterfaceGuid 0 strInterfaceDescription 16 isState 528",
        "BSS_ENTRY, 360, dot11Ssid 0 uPhyId 36 dot11Bssid 40 dot11BssType 48 dot11BssPhyType 52"
                + " lRssi 56 uLinkQuality 60 bInRegDomain 64 usBeaconPeriod 66 ullTimestamp 72"
                + " ullHostTimestamp 80 usCapabilityInformation 88 ulChCenterFrequency 92"
                + " uRateSetLength 96 usRateSet 100 ulIeOffset 352 ulIeSize 356",
        "CONNECTION_ATTRIBUTES, 604, isState 0 wlanConnectionMode 4 strProfileName 8 dot11Ssid 520"
                + " dot11BssType 556 dot11Bssid 560 dot11PhyType 568 uDot11PhyIndex 572"
                + " wlanSignalQuality 576 ulRxRate 580 ulTxRate 584 bSecurityEnabled 588"
                + " bOneXEnabled 592 dot11AuthAlgorithm 596 dot11CipherAlgorithm 600",
        "CONNECTION_PARAMETERS, 40, wlanConnectionMode 0 strProfile 8 pDot11Ssid 16"
                + " pDesiredBssidList 24 dot11BssType 32 dwFlags 36",
        "NOTIFICATION_DATA, 40, NotificationSource 0 NotificationCode 4 InterfaceGuid 8"
                + " dwDataSize 24 pData 32",
        "CONNECTION_NOTIFICATION_DATA, 572, wlanConnectionMode 0 strProfileName 4 dot11Ssid 516"
                + " dot11BssType 552 bSecurityEnabled 556 wlanReasonCode 560 dwFlags 564"
                + " strProfileXml 568",
        "SOCKADDR_HV, 36, Family 0 Reserved 2 VmId 4 ServiceId 20",
        "WSAPOLLFD, 16, fd 0 events 8 revents 10",
        "WSADATA, 408, wVersion 0 lpVendorInfo 8 szDescription 16 szSystemStatus 273"
    })
    void structuresAreAsDocumented(String name, long size, String members) throws Exception {
        StructLayout layout = layout(name);
        assertThat(layout.byteSize()).isEqualTo(size);
        String[] words = members.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            assertThat(WlanLayouts.offset(layout, words[i]))
                    .as(words[i])
                    .isEqualTo(Long.parseLong(words[i + 1]));
        }
    }

    private static StructLayout layout(String name) throws ReflectiveOperationException {
        Class<?> home =
                name.equals("SOCKADDR_HV") || name.startsWith("WSA")
                        ? HyperVLayouts.class
                        : WlanLayouts.class;
        return (StructLayout) home.getDeclaredField(name).get(null);
    }

    @Test
    void aServiceOfAMachineHasAnAddress() {
        UUID vmId = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = HyperVLayouts.address(arena, vmId, new ServiceId(12345).guid());
            assertThat(hex(address))
                    .isEqualTo(
                            "22000000"
                                    + "0403020106050807090a0b0c0d0e0f10"
                                    + "39300000cbfae611bd5864006a7986d3");
        }
    }

    @Test
    void aConnectionIsAskedForInTheseStructures() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment profile = arena.allocate(2);
            MemorySegment any = WlanLibrary.parameters(arena, 1, profile, 0);
            assertThat(any.get(ValueLayout.JAVA_INT, 0)).isEqualTo(1);
            assertThat(any.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(profile.address());
            assertThat(any.get(ValueLayout.JAVA_LONG, 16)).isZero();
            assertThat(any.get(ValueLayout.JAVA_LONG, 24)).isZero();
            assertThat(any.get(ValueLayout.JAVA_INT, 32)).isEqualTo(1);
            MemorySegment one = WlanLibrary.parameters(arena, 1, profile, 0x0200_0000_0001L);
            MemorySegment list = one.get(ValueLayout.ADDRESS, 24).reinterpret(20);
            assertThat(hex(list)).isEqualTo("800114000100000001000000" + "0200000000010000");
            assertThat(hex(WlanLibrary.dot11Ssid(arena, Ssid.of("net"))))
                    .isEqualTo("03000000" + "6e6574" + "00".repeat(29));
        }
    }

    @Test
    void aNotificationIsCopied() {
        UUID guid = UUID.randomUUID();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_INT, 80);
            MemorySegment structure = arena.allocate(40, 8);
            structure.set(ValueLayout.JAVA_INT, 0, 16);
            structure.set(ValueLayout.JAVA_INT, 4, 8);
            Guid.write(structure, 8, guid);
            structure.set(ValueLayout.JAVA_INT, 24, 4);
            structure.set(ValueLayout.ADDRESS, 32, data);
            WlanApi.Notification copy =
                    WlanLibrary.notification(MemorySegment.ofAddress(structure.address()));
            assertThat(WlanEvent.of(copy)).isEqualTo(new WlanEvent.Signal(guid, 80));
            structure.set(ValueLayout.ADDRESS, 32, MemorySegment.NULL);
            assertThat(
                            WlanEvent.of(
                                    WlanLibrary.notification(
                                            MemorySegment.ofAddress(structure.address()))))
                    .isNull();
        }
    }

    private static String hex(MemorySegment segment) {
        return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
    }
}
