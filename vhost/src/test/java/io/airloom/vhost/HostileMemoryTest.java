package io.airloom.vhost;

import static io.airloom.vhost.FrontEnd.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.Fd;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.UnixSocket;
import io.airloom.vhost.VhostViolation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory tables that cannot be, and files that are no memory.
final class HostileMemoryTest extends HostileTest {
    @Test
    void takesTheMemoryFromUnderARunningRing() {
        DriverRing ring = new DriverRing(memory.bytes, 0, 8);
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
        frontEnd.setUpQueue(0, ring, TestMemory.USER, event, event);
        assertThat(device.events).contains("started 0");
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, longs(1, 0, MIB, 0x1000, 0), memory.fd);
        assertEnds(Kind.RING_OUTSIDE_MEMORY, "queue 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1})
    void hasAnImpossibleNumberOfRegions(int count) {
        byte[] payload = new byte[8 + 9 * 32];
        payload[0] = (byte) count;
        payload[1] = payload[2] = payload[3] = (byte) (count < 0 ? -1 : 0);
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, payload);
        assertEnds(Kind.REGION_COUNT, Integer.toUnsignedString(count) + " regions");
    }

    @Test
    void announcesMoreRegionsThanItSends() {
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, longs(2, 0, 0, 0, 0), memory.fd);
        assertEnds(Kind.PAYLOAD_SIZE, "40 bytes of payload, 2 regions need 72");
    }

    @Test
    void overlapsItsRegions() {
        frontEnd.send(
                VhostUserRequest.SET_MEM_TABLE,
                longs(2, 0, 8192, 0, 0, 4096, 4096, 8192, 0),
                memory.fd,
                memory.fd);
        assertEnds(Kind.REGIONS_OVERLAP, "region 1 (0x1000+0x1000) overlaps region 0");
    }

    @Test
    void promisesMoreMemoryThanTheFileHas() {
        for (long[] region :
                new long[][] {
                    {MIB + 1, 0}, {1, MIB}, {4096, Long.MAX_VALUE}, {4096, -4096}, {MIB, 1}
                }) {
            try (SessionFixture other = new SessionFixture(new RecordingDevice(2))) {
                other.frontEnd.sendAcknowledged(
                        VhostUserRequest.SET_MEM_TABLE,
                        1,
                        longs(1, 0, region[0], 0, region[1]),
                        memory.fd);
                assertThat(other.violation().kind()).isEqualTo(Kind.REGION_BEYOND_FILE);
            }
        }
    }

    @Test
    void wantsToUseUpTheAddressSpace() {
        try (Fd sparse = MemoryFd.create("sparse", 1L << 42)) {
            frontEnd.send(VhostUserRequest.SET_MEM_TABLE, longs(1, 0, MIB, 0, 1L << 40), sparse);
        }
        assertEnds(Kind.REGION_NOT_MAPPED, "more than 0x10000000000 bytes");
    }

    @Test
    void sendsMemoryThatIsNone() {
        UnixSocket[] pair = UnixSocket.pair();
        for (Fd fd : List.of(event.fd(), pair[0].fd())) {
            try (SessionFixture other = new SessionFixture(new RecordingDevice(2))) {
                other.frontEnd.send(VhostUserRequest.SET_MEM_TABLE, longs(1, 0, 4096, 0, 0), fd);
                assertThat(other.violation().kind()).isEqualTo(Kind.BAD_DESCRIPTOR_KIND);
                assertThat(other.violation().detail()).contains("is no file or memfd");
            }
        }
        pair[0].close();
        pair[1].close();
    }

    @Test
    void leavesMemoryDescriptorsOut() {
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table());
        assertEnds(Kind.MISSING_DESCRIPTORS, "1 regions, but 0 descriptors");
    }

    @Test
    void sendsMoreMemoryDescriptorsThanRegions() {
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd, memory.fd);
        assertEnds(Kind.UNEXPECTED_DESCRIPTORS, "1 regions, but 2 descriptors");
    }
}
