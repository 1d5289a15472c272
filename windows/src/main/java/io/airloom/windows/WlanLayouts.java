package io.airloom.windows;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// The structures of wlanapi.h and windot11.h on Windows of 64 bits, with the names that Microsoft
/// gave their members. (`ULONG` has 32 bits there.)
final class WlanLayouts {
    private static final int NAME_LENGTH = 256;

    private static final MemoryLayout GUID =
            structLayout(
                    JAVA_INT.withName("Data1"),
                    JAVA_SHORT.withName("Data2"),
                    JAVA_SHORT.withName("Data3"),
                    sequenceLayout(8, JAVA_BYTE).withName("Data4"));

    static final StructLayout DOT11_SSID =
            structLayout(
                    JAVA_INT.withName("uSSIDLength"),
                    sequenceLayout(32, JAVA_BYTE).withName("ucSSID"));

    static final StructLayout DOT11_BSSID_LIST =
            structLayout(
                    JAVA_BYTE.withName("Type"),
                    JAVA_BYTE.withName("Revision"),
                    JAVA_SHORT.withName("Size"),
                    JAVA_INT.withName("uNumOfEntries"),
                    JAVA_INT.withName("uTotalNumOfEntries"),
                    address("BSSIDs"),
                    paddingLayout(2));

    static final StructLayout INTERFACE_INFO =
            structLayout(
                    GUID.withName("InterfaceGuid"),
                    text("strInterfaceDescription"),
                    JAVA_INT.withName("isState"));

    static final StructLayout BSS_ENTRY =
            structLayout(
                    DOT11_SSID.withName("dot11Ssid"),
                    JAVA_INT.withName("uPhyId"),
                    address("dot11Bssid"),
                    paddingLayout(2),
                    JAVA_INT.withName("dot11BssType"),
                    JAVA_INT.withName("dot11BssPhyType"),
                    JAVA_INT.withName("lRssi"),
                    JAVA_INT.withName("uLinkQuality"),
                    JAVA_BYTE.withName("bInRegDomain"),
                    paddingLayout(1),
                    JAVA_SHORT.withName("usBeaconPeriod"),
                    paddingLayout(4),
                    JAVA_LONG.withName("ullTimestamp"),
                    JAVA_LONG.withName("ullHostTimestamp"),
                    JAVA_SHORT.withName("usCapabilityInformation"),
                    paddingLayout(2),
                    JAVA_INT.withName("ulChCenterFrequency"),
                    JAVA_INT.withName("uRateSetLength"),
                    sequenceLayout(126, JAVA_SHORT).withName("usRateSet"),
                    JAVA_INT.withName("ulIeOffset"),
                    JAVA_INT.withName("ulIeSize"));

    static final StructLayout CONNECTION_ATTRIBUTES =
            structLayout(
                    JAVA_INT.withName("isState"),
                    JAVA_INT.withName("wlanConnectionMode"),
                    text("strProfileName"),
                    DOT11_SSID.withName("dot11Ssid"),
                    JAVA_INT.withName("dot11BssType"),
                    address("dot11Bssid"),
                    paddingLayout(2),
                    JAVA_INT.withName("dot11PhyType"),
                    JAVA_INT.withName("uDot11PhyIndex"),
                    JAVA_INT.withName("wlanSignalQuality"),
                    JAVA_INT.withName("ulRxRate"),
                    JAVA_INT.withName("ulTxRate"),
                    JAVA_INT.withName("bSecurityEnabled"),
                    JAVA_INT.withName("bOneXEnabled"),
                    JAVA_INT.withName("dot11AuthAlgorithm"),
                    JAVA_INT.withName("dot11CipherAlgorithm"));

    static final StructLayout CONNECTION_PARAMETERS =
            structLayout(
                    JAVA_INT.withName("wlanConnectionMode"),
                    paddingLayout(4),
                    ADDRESS.withName("strProfile"),
                    ADDRESS.withName("pDot11Ssid"),
                    ADDRESS.withName("pDesiredBssidList"),
                    JAVA_INT.withName("dot11BssType"),
                    JAVA_INT.withName("dwFlags"));

    static final StructLayout NOTIFICATION_DATA =
            structLayout(
                    JAVA_INT.withName("NotificationSource"),
                    JAVA_INT.withName("NotificationCode"),
                    GUID.withName("InterfaceGuid"),
                    JAVA_INT.withName("dwDataSize"),
                    paddingLayout(4),
                    ADDRESS.withName("pData"));

    static final StructLayout CONNECTION_NOTIFICATION_DATA =
            structLayout(
                    JAVA_INT.withName("wlanConnectionMode"),
                    text("strProfileName"),
                    DOT11_SSID.withName("dot11Ssid"),
                    JAVA_INT.withName("dot11BssType"),
                    JAVA_INT.withName("bSecurityEnabled"),
                    JAVA_INT.withName("wlanReasonCode"),
                    JAVA_INT.withName("dwFlags"),
                    JAVA_SHORT.withName("strProfileXml"),
                    paddingLayout(2));

    /// What a list begins with: two numbers, of which one is how many there are.
    static final int LIST_HEADER_LENGTH = 8;

    private WlanLayouts() {}

    /// Where a member is.
    static long offset(StructLayout structure, String member) {
        return structure.byteOffset(PathElement.groupElement(member));
    }

    private static MemoryLayout text(String name) {
        return sequenceLayout(NAME_LENGTH, JAVA_SHORT).withName(name);
    }

    private static MemoryLayout address(String name) {
        return sequenceLayout(6, JAVA_BYTE).withName(name);
    }
}
