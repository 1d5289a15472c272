package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// The way of a frame from client to client, to a spy and to another guest allocates nothing.
class AllocationTest extends VwifiFixture {
    private static final int MAX_ROUNDS = 80;
    private static final int FRAMES = 2_000;

    @Test
    void aFrameCostsNoHeap() {
        SpecClient ap = client(46016);
        SpecClient sta = client(46272);
        SpecClient spy = spy(383);
        model.loss(true);
        new SpecControl(this).order(3, 46272, 10, 0, 0);
        byte[] message = SpecClient.kernelMessage(data(ALL, AP), CHANNEL_1);
        byte[] record = new byte[1 + message.length];
        record[0] = 20;
        System.arraycopy(message, 0, record, 1, message.length);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long fewest = Long.MAX_VALUE;
        // Compiled code allocates nothing; until then, the interpreter does.
        for (int round = 0; round < MAX_ROUNDS && fewest >= FRAMES / 2; round++) {
            long spent = 0;
            for (int i = 0; i < FRAMES; i++) {
                ap.sendRaw(record);
                long before = threads.getCurrentThreadAllocatedBytes();
                loop.poll(0);
                air.flush(System::nanoTime);
                spent += threads.getCurrentThreadAllocatedBytes() - before;
                sta.raw();
                spy.raw();
            }
            fewest = Math.min(fewest, spent);
        }
        assertThat(value(VwifiCounter.RECEPTIONS)).isGreaterThan(value(VwifiCounter.FRAMES));
        assertThat(fewest).as("octets of heap for %d frames", FRAMES).isLessThan(FRAMES / 2);
    }
}
