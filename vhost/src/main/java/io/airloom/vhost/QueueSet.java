package io.airloom.vhost;

import static io.airloom.vhost.VhostViolation.Kind;

import io.airloom.linux.EventLoop;
import io.airloom.medium.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The queues of one session and the memory that they live in: decides which of them run.
///
/// A queue runs while it has a size, a place and a kick descriptor, is enabled, and the guest's
/// memory is known. Whatever of this changes stops it and starts it again, resolved anew; so the
/// order in which a front end sends things does not matter, and memory may move under running rings
/// (QEMU does that). Where protocol features were negotiated queues begin disabled, else enabled.
///
/// All methods that return a [VhostViolation] return null if all is well.
final class QueueSet implements VirtioQueue.Owner {
    /// The session.
    interface Owner {
        /// [#work] must be called soon.
        void later();

        /// A queue of this session is handled from here on.
        void serving();

        void ready();

        void doom(VhostViolation violation);
    }

    private final VirtioDevice device;
    private final Owner owner;
    private final List<VirtioQueue> queues;
    private GuestMemory memory = GuestMemory.none();
    private long features;
    private boolean driverMayBeNew;
    private boolean wasReady;

    QueueSet(EventLoop loop, VirtioDevice device, Counters<SessionCounter> counters, Owner owner) {
        this.device = device;
        this.owner = owner;
        List<VirtioQueue> all = new ArrayList<>();
        for (int i = 0; i < device.queueCount(); i++) {
            all.add(new VirtioQueue(i, loop, counters, this));
        }
        this.queues = List.copyOf(all);
        device.attached(queues);
    }

    int count() {
        return queues.size();
    }

    VirtioQueue get(int index) {
        return queues.get(index);
    }

    GuestMemory memory() {
        return memory;
    }

    @Nullable VhostViolation acceptFeatures(long accepted) {
        features = accepted;
        return update();
    }

    /// Takes over new memory; running rings are looked up in it again.
    @Nullable VhostViolation replaceMemory(GuestMemory replacement) {
        queues.forEach(this::halt);
        memory.close();
        memory = replacement;
        return update();
    }

    /// Changes a ring, which is stopped meanwhile.
    @Nullable VhostViolation configure(
            VirtioQueue queue, Function<SplitQueue, @Nullable VhostViolation> change) {
        halt(queue);
        VhostViolation violation = change.apply(queue.ring());
        return violation != null ? violation : update();
    }

    @Nullable VhostViolation enable(VirtioQueue queue, int value) {
        if (value != 0 && value != 1) {
            return new VhostViolation(
                    Kind.BAD_VALUE,
                    "SET_VRING_ENABLE: queue %d: %s is neither 0 nor 1"
                            .formatted(queue.index(), Integer.toUnsignedString(value)));
        }
        queue.enabled(value == 1);
        return update();
    }

    /// Stops a queue for good (it needs a new kick descriptor to start again); returns where it
    /// stopped.
    int stop(VirtioQueue queue) {
        halt(queue);
        queue.closeKick();
        if (queues.stream().noneMatch(VirtioQueue::running)) {
            driverMayBeNew = true;
            wasReady = false;
        }
        return queue.ring().stop();
    }

    /// Stops all queues and forgets what the front end has set of them.
    void reset() {
        for (VirtioQueue queue : queues) {
            halt(queue);
            queue.closeKick();
            queue.ring().reset();
            queue.enabled(false);
        }
        driverMayBeNew = false;
        wasReady = false;
        device.reset();
    }

    /// Starts what can run and stops what cannot any more.
    @Nullable VhostViolation update() {
        boolean enabledAtOnce = (features & VhostUserMessage.FEATURE_PROTOCOL_FEATURES) == 0;
        for (VirtioQueue queue : queues) {
            boolean runs =
                    (queue.enabled() || enabledAtOnce)
                            && queue.hasKick()
                            && queue.ring().isConfigured()
                            && memory.table().count() > 0;
            if (!runs) {
                halt(queue);
            } else if (!queue.running()) {
                VhostViolation violation = start(queue);
                if (violation != null) {
                    return violation;
                }
            }
        }
        if (!wasReady && isReady()) {
            wasReady = true;
            owner.ready();
        }
        return null;
    }

    /// Lets the device go on with queues that have more to do.
    void work(long nowNanos) {
        // By index: an iterator would be garbage on the way of frames.
        for (int i = 0; i < queues.size(); i++) {
            VirtioQueue queue = queues.get(i);
            if (queue.pending()) {
                queue.pending(false);
                handle(queue, nowNanos);
            }
        }
    }

    /// After a fault that may have hit any queue in the middle of something: buffers are looked at
    /// again.
    void workOnEverything() {
        for (VirtioQueue queue : queues) {
            queue.pending(queue.running());
        }
        owner.later();
    }

    @Override
    public void kicked(VirtioQueue queue, long nowNanos) {
        owner.serving();
        handle(queue, nowNanos);
    }

    @Override
    public void later() {
        owner.later();
    }

    @Override
    public void doom(VhostViolation violation) {
        owner.doom(violation);
    }

    /// Ends everything. The device is told by the session.
    void close() {
        for (VirtioQueue queue : queues) {
            halt(queue);
            queue.close();
        }
        memory.close();
    }

    private void handle(VirtioQueue queue, long nowNanos) {
        if (queue.isRunning() && device.queueKicked(queue.index(), nowNanos)) {
            queue.pending(true);
            owner.later();
        }
    }

    private @Nullable VhostViolation start(VirtioQueue queue) {
        if (driverMayBeNew) {
            driverMayBeNew = false;
            // A guest that was only paused goes on where it stopped; a new driver begins at 0.
            if (queue.ring().nextAvailable() == 0) {
                device.reset();
            }
        }
        queue.mayFault(memory.mayFault());
        try {
            VhostViolation violation = queue.ring().start(memory.table(), features);
            queue.settle();
            if (violation != null) {
                return violation;
            }
        } catch (InternalError e) {
            queue.ring().stop();
            return new VhostViolation(
                    Kind.MEMORY_FAULT,
                    "queue %d: memory fault: %s".formatted(queue.index(), e.getMessage()));
        }
        queue.running(true);
        device.queueStarted(queue.index());
        // The kick for what is there already may have been given to somebody else.
        queue.pending(true);
        owner.later();
        return null;
    }

    private void halt(VirtioQueue queue) {
        if (queue.running()) {
            queue.running(false);
            queue.pending(false);
            queue.ring().stop();
            device.queueStopped(queue.index());
        }
    }

    private boolean isReady() {
        for (int i = 0; i < device.requiredQueues(); i++) {
            if (!queues.get(i).isRunning()) {
                return false;
            }
        }
        return true;
    }
}
