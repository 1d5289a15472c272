package io.airloom.medium;

import io.airloom.ieee80211.FrameType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How eagerly a frame takes its turn on a channel: how many slots its sender waits after the
/// channel became free, and of how many further ones it draws (IEEE 802.11-2020, table 9-155, for
/// OFDM; without QoS, the DIFS of §10.3.2.3.5).
enum AccessCategory {
    BACKGROUND(7, 15, 1023),
    BEST_EFFORT(3, 15, 1023),
    /// Data without QoS.
    WITHOUT_QOS(2, 15, 1023),
    VIDEO(2, 7, 15),
    /// Management and control frames, too.
    VOICE(2, 3, 7);

    private static final int QOS_DATA = 0x88;
    private static final int QOS_OFFSET = 24;
    private static final int ADDRESS_4_LENGTH = 6;

    private final int aifsSlots;
    private final int minWindow;
    private final int maxWindow;

    AccessCategory(int aifsSlots, int minWindow, int maxWindow) {
        this.aifsSlots = aifsSlots;
        this.minWindow = minWindow;
        this.maxWindow = maxWindow;
    }

    /// Slots after a SIFS.
    int aifsSlots() {
        return aifsSlots;
    }

    /// The most slots that are drawn for a first try.
    int minWindow() {
        return minWindow;
    }

    /// The most slots that are drawn for any try.
    int maxWindow() {
        return maxWindow;
    }

    /// Of a frame in memory that nobody changes.
    static AccessCategory of(Transmission transmission) {
        MemorySegment frame = transmission.frame();
        long offset = transmission.frameOffset();
        int control = frame.get(ValueLayout.JAVA_BYTE, offset);
        if ((control >> 2 & 3) != FrameType.DATA_TYPE) {
            return VOICE;
        }
        if ((control & QOS_DATA) != QOS_DATA) {
            return WITHOUT_QOS;
        }
        boolean fourAddresses = (frame.get(ValueLayout.JAVA_BYTE, offset + 1) & 3) == 3;
        int qos = QOS_OFFSET + (fourAddresses ? ADDRESS_4_LENGTH : 0);
        if (transmission.frameLength() <= qos) {
            return BEST_EFFORT;
        }
        return switch (frame.get(ValueLayout.JAVA_BYTE, offset + qos) & 7) {
            case 1, 2 -> BACKGROUND;
            case 4, 5 -> VIDEO;
            case 6, 7 -> VOICE;
            default -> BEST_EFFORT;
        };
    }
}
