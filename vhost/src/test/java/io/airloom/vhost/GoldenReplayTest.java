package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.Mapping;
import io.airloom.linux.MemoryFd;
import io.airloom.medium.AirCounter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What real QEMU and UML front ends sent, sent again, with memory to match; then the messages of
/// their guests, put on the rings that the transcripts describe.
final class GoldenReplayTest {
    private static final Pattern CONTROL =
            Pattern.compile(
                    "vhost (\\w+) req=(\\d+) flags=0x(\\w+) size=\\d+ fds=(\\d) payload=(\\w*)");
    private static final Pattern SENT =
            Pattern.compile("tx (\\w+) cmd=(\\d+) fc=\\w+ desc_len=(\\d+) msg=(\\w+)");

    @ParameterizedTest
    @ValueSource(strings = {"qemu11-pc-6.1-wpa2", "qemu11-microvm-6.1-wpa2", "uml-6.12-wpa2"})
    void servesBothGuests(String name) throws IOException {
        try (AirFixture air = new AirFixture()) {
            Map<String, Replay> guests = new HashMap<>();
            int frames = 0;
            for (String line : lines(name)) {
                Matcher control = CONTROL.matcher(line);
                Matcher sent = SENT.matcher(line);
                if (control.matches()) {
                    guests.computeIfAbsent(control.group(1), vm -> new Replay(air.connect(vm)))
                            .control(control);
                } else {
                    assertThat(sent.matches()).as(line).isTrue();
                    guests.get(sent.group(1)).transmit(sent);
                    frames += sent.group(2).equals("" + HwsimCommand.FRAME) ? 1 : 0;
                }
            }
            assertThat(air.ready).containsExactlyInAnyOrder("vm0", "vm1");
            assertThat(air.ends).as("nobody was disconnected").isEmpty();
            assertThat(frames).isGreaterThan(20);
            assertThat(air.air.counters().value(AirCounter.FRAMES)).isEqualTo(frames);
            assertThat(air.air.counters().value(AirCounter.STATUSES)).isEqualTo(frames);
            assertThat(air.air.counters().value(AirCounter.ACKNOWLEDGED)).isGreaterThan(8);
            guests.values().forEach(Replay::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uml-6.12-vsock", "qemu7.2-vsock-startup"})
    void hasTheProtocolThatAVsockDeviceNeeds(String name) throws IOException {
        RecordingDevice device = new RecordingDevice(3, FrontEnd.u64(7));
        device.requiredQueues = 2;
        try (SessionFixture session = new SessionFixture(device);
                Replay guest = new Replay(session.frontEnd)) {
            for (String line : lines(name)) {
                Matcher control = CONTROL.matcher(line);
                if (control.matches()) {
                    guest.control(control);
                }
            }
            assertThat(session.ends).isEmpty();
            assertThat(guest.configuration).endsWith("0700000000000000");
        }
    }

    @Test
    void servesAGuestOfTheLegacyInterface() throws IOException {
        try (AirFixture air = new AirFixture();
                Replay guest = new Replay(air.connect("vm0"))) {
            for (String line : lines("qemu11-microvm-6.1-wpa2")) {
                Matcher control =
                        CONTROL.matcher(line.replace("0000004001000000", "0000004000000000"));
                if (control.matches() && control.group(1).equals("vm0")) {
                    guest.control(control);
                }
            }
            assertThat(air.ready).containsExactly("vm0");
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in =
                GoldenReplayTest.class.getResourceAsStream("/golden/" + name + ".log")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        }
    }

    /// One guest of a transcript.
    private static final class Replay implements AutoCloseable {
        private final FrontEnd frontEnd;
        private final List<Fd> files = new ArrayList<>();
        private final List<Mapping> mappings = new ArrayList<>();
        private final List<long[]> regions = new ArrayList<>();
        private final Map<Integer, long[]> places = new HashMap<>();
        private final Map<Integer, EventFd> kicks = new HashMap<>();
        private final Map<Integer, Integer> sizes = new HashMap<>();
        private final Deque<EventFd> events = new ArrayDeque<>();
        private String configuration = "";
        private int sent;

        Replay(FrontEnd frontEnd) {
            this.frontEnd = frontEnd;
        }

        void control(Matcher line) {
            VhostUserRequest request = VhostUserRequest.of(Integer.parseInt(line.group(2)));
            int flags = Integer.parseInt(line.group(3), 16);
            byte[] payload = HexFormat.of().parseHex(line.group(5));
            ByteBuffer fields = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
            Fd[] fds = descriptors(request, Integer.parseInt(line.group(4)), fields);
            frontEnd.send(request.code(), flags, payload, fds);
            remember(request, fields);
            boolean own = request.answer() == VhostUserRequest.Answer.OWN_REPLY;
            FrontEnd.Reply reply = frontEnd.reply();
            if (own || (flags & VhostUserMessage.NEED_REPLY) != 0) {
                assertThat(reply).as(line.group()).isNotNull();
                assertThat(reply.request()).isEqualTo(request.code());
                assertThat(reply.flags()).isEqualTo(5);
                if (request == VhostUserRequest.GET_CONFIG) {
                    configuration = reply.payload();
                } else if (!own) {
                    assertThat(reply.number()).as(line.group()).isZero();
                }
            } else {
                assertThat(reply).as(line.group()).isNull();
            }
        }

        private Fd[] descriptors(VhostUserRequest request, int count, ByteBuffer fields) {
            Fd[] fds = new Fd[count];
            for (int i = 0; i < count; i++) {
                if (request == VhostUserRequest.SET_MEM_TABLE) {
                    long size = fields.getLong(16 + 32 * i);
                    long end = fields.getLong(32 + 32 * i) + size;
                    fds[i] = MemoryFd.create("golden", end);
                    files.add(fds[i]);
                    Mapping mapping = Mapping.map(fds[i], end - size, size, true);
                    mappings.add(mapping);
                    regions.add(
                            new long[] {
                                fields.getLong(8 + 32 * i), size, fields.getLong(24 + 32 * i)
                            });
                } else {
                    EventFd event = EventFd.create();
                    events.add(event);
                    fds[i] = event.fd();
                    if (request == VhostUserRequest.SET_VRING_KICK) {
                        kicks.put((int) fields.getLong(0), event);
                    }
                }
            }
            return fds;
        }

        private void remember(VhostUserRequest request, ByteBuffer fields) {
            if (request == VhostUserRequest.SET_VRING_ADDR) {
                places.put(
                        fields.getInt(0),
                        new long[] {fields.getLong(8), fields.getLong(24), fields.getLong(16)});
            } else if (request == VhostUserRequest.SET_VRING_NUM) {
                sizes.put(fields.getInt(0), fields.getInt(4));
            }
        }

        /// Puts the message at the end of the guest's last region and offers it.
        void transmit(Matcher line) {
            byte[] message = HexFormat.of().parseHex(line.group(4));
            int length = Integer.parseInt(line.group(3));
            int last = regions.size() - 1;
            MemorySegment region = mappings.get(last).segment();
            long at = region.byteSize() - 8192;
            region.asSlice(at, length).fill((byte) 0xee);
            MemorySegment.copy(MemorySegment.ofArray(message), 0, region, at, message.length);
            long[] place = places.get(HwsimDevice.TX);
            int slot = sent & (sizes.get(HwsimDevice.TX) - 1);
            MemorySegment descriptor = ring(place[0] + 16L * slot, 16);
            VhostUserMessage.writeLong(descriptor, 0, regions.get(last)[0] + at);
            VhostUserMessage.writeLong(descriptor, 8, length);
            writeShort(ring(place[1] + 4 + 2L * slot, 2), 0, slot);
            sent++;
            writeShort(ring(place[1], 4), 2, sent);
            kicks.get(HwsimDevice.TX).signal();
            frontEnd.settle();
            int used = VhostUserMessage.readInt(ring(place[2], 4), 0) >>> 16;
            assertThat(used).as("the message was taken").isEqualTo(sent);
        }

        private MemorySegment ring(long userAddress, long length) {
            for (int i = 0; i < regions.size(); i++) {
                long offset = userAddress - regions.get(i)[2];
                if (offset >= 0 && offset < regions.get(i)[1]) {
                    return mappings.get(i).segment().asSlice(offset, length);
                }
            }
            throw new AssertionError(
                    Long.toHexString(userAddress) + " " + Arrays.deepToString(regions.toArray()));
        }

        private static void writeShort(MemorySegment segment, long offset, int value) {
            segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) value);
        }

        @Override
        public void close() {
            frontEnd.close();
            mappings.forEach(Mapping::close);
            files.forEach(Fd::close);
            events.forEach(EventFd::close);
        }
    }
}
