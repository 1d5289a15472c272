package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A device that writes down what happens to it. It completes every buffer that it can read, and
/// keeps the first byte of each; a vsock-like one with three queues and a configuration space.
final class RecordingDevice implements VirtioDevice {
    final List<String> events = new ArrayList<>();
    final List<Byte> firstBytes = new ArrayList<>();
    final byte[] config;
    final int queueCount;
    int requiredQueues;
    int batch = 64;
    Runnable onKick = () -> {};
    List<VirtioQueue> queues = List.of();
    private final DescriptorChain chain = new DescriptorChain();

    RecordingDevice(int queueCount, byte... config) {
        this.queueCount = queueCount;
        this.requiredQueues = queueCount;
        this.config = config;
    }

    @Override
    public long features() {
        return 1;
    }

    @Override
    public int queueCount() {
        return queueCount;
    }

    @Override
    public int requiredQueues() {
        return requiredQueues;
    }

    @Override
    public int configLength() {
        return config.length;
    }

    @Override
    public void readConfig(int configOffset, MemorySegment target, long offset, int length) {
        MemorySegment.copy(MemorySegment.ofArray(config), configOffset, target, offset, length);
    }

    @Override
    public void attached(List<VirtioQueue> all) {
        queues = all;
        events.add("attached");
    }

    @Override
    public void queueStarted(int index) {
        events.add("started " + index);
    }

    @Override
    public void queueStopped(int index) {
        events.add("stopped " + index);
    }

    @Override
    public boolean queueKicked(int index, long nowNanos) {
        onKick.run();
        VirtioQueue queue = queues.get(index);
        for (int i = 0; i < batch; i++) {
            if (!queue.peek(chain)) {
                queue.signal();
                return queue.wantKicks();
            }
            if (chain.readableCount() > 0) {
                firstBytes.add(chain.memory(0).get(ValueLayout.JAVA_BYTE, chain.offset(0)));
            }
            queue.complete(0);
        }
        queue.signal();
        return true;
    }

    @Override
    public void reset() {
        events.add("reset");
    }

    @Override
    public void detached() {
        events.add("detached");
    }
}
