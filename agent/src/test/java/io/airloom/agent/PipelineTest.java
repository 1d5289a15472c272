package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.linux.UnixSocket;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.WireMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Both pipelines, step by step on the test's thread, between a kernel that is made up and the end
/// of a socket.
class PipelineTest {
    private static final long KEY = FakeKernel.KEY;
    private static final int FRAME_LENGTH = 300;

    private static final ReceiveStage.Listener IGNORE =
            new ReceiveStage.Listener() {
                @Override
                public void pinged(long sentNanos, long receivedNanos) {}

                @Override
                public void create(int request, long address) {}
            };

    private final Arena arena = Arena.ofShared();
    private final UnixSocket[] pair = UnixSocket.pair();
    private final SocketLink link = new SocketLink(pair[0]);
    private final QuietKernel kernel = new QuietKernel(arena);
    private final SlotQueue up = new SlotQueue(arena, 16, 4096);
    private final SlotQueue down = new SlotQueue(arena, 4, AgentProtocol.MAX_LENGTH);
    private final AgentFigures figures = new AgentFigures();
    private final AgentClock clock = AgentClock.of(false);
    private final VerdictTable verdicts = new VerdictTable();
    private final Receipts receipts = new Receipts();
    private final SendStage sender = new SendStage(arena, up, receipts, clock, figures);
    private final CaptureStage capture =
            new CaptureStage(arena, kernel, up, sender, verdicts, clock, figures);
    private final InjectStage injector =
            new InjectStage(down, kernel, receipts, sender, clock, figures, 1);
    private final ReceiveStage receiver =
            new ReceiveStage(down, injector, verdicts, clock, figures, FakeKernel.FAMILY);
    private final MemorySegment out = arena.allocate(1 << 16, 8);
    private final MessageStream in = MessageStream.ofConnection(arena.allocate(1 << 17, 8));
    private final MessageStream coming = MessageStream.ofConnection(arena.allocate(1 << 17, 8));
    private final MessageBatch batch = MessageBatch.down();

    @AfterEach
    void close() {
        sender.close();
        injector.close();
        pair[0].close();
        pair[1].close();
        arena.close();
    }

    /// Without system calls: for each of those the JDK allocates 40 octets, for errno, unless it
    /// has been compiled by C2.
    @Test
    void nothingIsAllocatedForAFrameAndItsVerdict() {
        MemoryLink memory = new MemoryLink();
        sender.connect(memory, () -> new HostWord.Pong(1, 1));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        for (int i = 0; i < rounds; i++) {
            roundTrip(memory, i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            roundTrip(memory, i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / (double) rounds).as("octets a round").isLessThan(0.5);
        assertThat(figures.value(AgentCounter.VERDICTS)).isEqualTo(2L * rounds);
        assertThat(memory.sent).isGreaterThan(2L * rounds * FRAME_LENGTH);
    }

    /// A frame goes up; its verdict comes down.
    private void roundTrip(MemoryLink memory, long cookie) {
        kernel.next = cookie;
        capture.step();
        begin();
        verdict(cookie);
        int length = batch.close(1);
        MemorySegment.copy(out, 0, coming.segment(), coming.writeOffset(), length);
        coming.written(length);
        receiver.take(memory, coming, IGNORE);
    }

    /// A host that takes everything, without a system call.
    private static final class MemoryLink implements HostLink {
        private long sent;

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            return NOTHING;
        }

        @Override
        public int send(MemorySegment buffer, long offset, int length) {
            sent += length;
            return length;
        }

        @Override
        public void awaitWritable(int timeoutMillis) {}

        @Override
        public boolean isLine() {
            return false;
        }

        @Override
        public void end() {}

        @Override
        public void close() {}
    }

    @Test
    void aFullQueueDropsAndCountsAndTheKernelIsToldAtOnce() {
        connect();
        // The host reads nothing: first its socket fills, then the queue.
        long cookie = 0;
        while (figures.value(AgentCounter.SEND_QUEUE_FULL) < 3 && cookie < 1_000_000) {
            kernel.next = cookie++;
            capture.step();
        }
        assertThat(figures.value(AgentCounter.SEND_QUEUE_FULL)).isEqualTo(3);
        assertThat(kernel.refused).isEqualTo(3 + figures.value(AgentCounter.TABLE_FULL));
    }

    @Test
    void nothingReachesTheKernelButWhatAMediumSays() {
        connect();
        begin();
        for (int command = 0; command < 256; command++) {
            item(command);
        }
        end();
        receiver.take(link, incoming(), IGNORE);
        assertThat(kernel.commands).containsOnly(HwsimCommand.FRAME, HwsimCommand.REPORT_PMSR);
        assertThat(kernel.types).containsOnly(FakeKernel.FAMILY);
        assertThat(figures.value(AgentCounter.HOST_COMMANDS_REFUSED)).isEqualTo(254);
    }

    @Test
    void aVerdictThatIsCutShortIsNotTaken() {
        connect();
        kernel.next = 3;
        capture.step();
        MessageBatch batch = MessageBatch.down();
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
        int cut = HwsimEncoder.TX_INFO_LENGTH - 12;
        long at = batch.claim(HwsimEncoder.TX_INFO_LENGTH, 0);
        HwsimEncoder.txInfo(out, at, HwsimEncoder.TX_INFO_LENGTH, KEY, 0, 3, -30, FakeKernel.RATES);
        out.set(ValueLayout.JAVA_INT_UNALIGNED, at, cut);
        batch.commit();
        int length = batch.close(1);
        out.set(ValueLayout.JAVA_INT_UNALIGNED, 0, length - 12);
        assertThat(pair[1].send(out, 0, length - 12)).isPositive();
        receiver.take(link, incoming(), IGNORE);
        assertThat(kernel.commands).isEmpty();
        assertThat(verdicts.size()).isOne();
    }

    @Test
    void aHostThatSaysAnythingAtAllEndsItsConnectionAtMost() {
        long seed = 20261122;
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment memory = arena.allocate(MessageStream.MIN_CAPACITY, 8);
        connect();
        for (int round = 0; round < 20_000; round++) {
            MessageStream stream = MessageStream.ofConnection(memory);
            int length = 16 + random.nextInt(200);
            int at = stream.writeOffset();
            for (int i = 0; i < length; i++) {
                byte octet = (byte) random.nextInt(256);
                stream.segment().set(ValueLayout.JAVA_BYTE, at + i, octet);
            }
            // Mostly of a length and a type that there are, else nothing gets further.
            stream.segment().set(ValueLayout.JAVA_INT_UNALIGNED, at, length);
            stream.segment().set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, random.nextInt(14));
            stream.written(length);
            receiver.take(link, stream, IGNORE);
        }
        assertThat(kernel.commands)
                .as("seed %d", seed)
                .isSubsetOf(List.of(HwsimCommand.FRAME, HwsimCommand.REPORT_PMSR));
    }

    private void connect() {
        sender.connect(link, () -> new HostWord.Pong(1, 1));
        readAll();
    }

    /// The host reads what there is.
    private void readAll() {
        int n = 1;
        while (n > 0) {
            int at = in.writeOffset();
            n = pair[1].receive(in.segment(), at, in.writeRoom());
            in.written(Math.max(n, 0));
            for (WireMessage m = in.next(); m != null; m = in.next()) {
                check(MessageType.isUp(m.type()));
            }
        }
    }

    private void begin() {
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
    }

    private void verdict(long cookie) {
        long room = batch.claim(HwsimEncoder.TX_INFO_LENGTH, 0);
        HwsimEncoder.txInfo(
                out,
                room,
                HwsimEncoder.TX_INFO_LENGTH,
                KEY,
                HwsimFlags.STAT_ACK,
                cookie,
                -30,
                FakeKernel.RATES);
        batch.commit();
    }

    private void item(int command) {
        long room = batch.claim(24, 0);
        out.asSlice(room, 24).fill((byte) 0x5a);
        out.set(ValueLayout.JAVA_INT_UNALIGNED, room, 24);
        out.set(ValueLayout.JAVA_BYTE, room + 16, (byte) command);
        batch.commit();
    }

    private void end() {
        int length = batch.close(1);
        check(pair[1].send(out, 0, length) == length);
    }

    /// As an assertion that allocates nothing.
    private static void check(boolean expected) {
        if (!expected) {
            throw new AssertionError();
        }
    }

    private MessageStream incoming() {
        int at = coming.writeOffset();
        coming.written(link.receive(coming.segment(), at, coming.writeRoom()));
        return coming;
    }

    /// Never waits: each time the next frame. Remembers little.
    private static final class QuietKernel implements KernelPort {
        private final MemorySegment frame;
        private final Set<Integer> commands = new TreeSet<>();
        private final Set<Integer> types = new TreeSet<>();
        private long next;
        private long refused;

        QuietKernel(Arena arena) {
            frame = arena.allocate(FRAME_LENGTH);
        }

        @Override
        public int family() {
            return FakeKernel.FAMILY;
        }

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            return HwsimKernelEncoder.frame(
                    buffer,
                    offset,
                    length,
                    FakeKernel.FAMILY,
                    KEY,
                    frame,
                    0,
                    FRAME_LENGTH,
                    0,
                    2412,
                    FakeKernel.RATES,
                    0,
                    next,
                    false);
        }

        @Override
        public void send(MemorySegment buffer, long offset, int length) {
            long at = offset;
            while (at < offset + length) {
                int command = KernelMessage.command(buffer, at);
                if (command == HwsimCommand.TX_INFO_FRAME) {
                    refused++;
                } else {
                    commands.add(command);
                    types.add(KernelMessage.type(buffer, at));
                }
                at += KernelMessage.align(buffer.get(ValueLayout.JAVA_INT_UNALIGNED, at));
            }
        }
    }
}
