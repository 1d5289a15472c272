package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class EventLoopTest {
    private static final long FOREVER = -1;

    private final EventLoop loop = new EventLoop(0);
    private final List<EventFd> events = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void end() {
        loop.close();
        events.forEach(EventFd::close);
    }

    @Test
    void callsTheHandlerWhileItsDescriptorIsReady() {
        EventFd event = event();
        long before = System.nanoTime();
        loop.register(
                event.fd(),
                Epoll.IN,
                (bits, now) -> {
                    log.add("bits " + bits);
                    assertThat(now).isBetween(before, System.nanoTime());
                });
        assertThat(loop.poll(0)).isZero();
        event.signal();
        assertThat(loop.poll(FOREVER)).isEqualTo(1);
        assertThat(loop.poll(0)).isEqualTo(1);
        event.drain();
        assertThat(loop.poll(0)).isZero();
        assertThat(log).containsExactly("bits 1", "bits 1");
    }

    @Test
    void changesWhatItWaitsFor() {
        EventFd event = event();
        var registration = loop.register(event.fd(), Epoll.IN, (bits, now) -> log.add("b" + bits));
        assertThat(loop.poll(0)).isZero();
        registration.interest(Epoll.IN | Epoll.OUT);
        assertThat(loop.poll(0)).isEqualTo(1);
        registration.interest(0);
        assertThat(loop.poll(0)).isZero();
        registration.close();
        registration.close();
        registration.interest(Epoll.OUT);
        assertThat(loop.poll(0)).isZero();
        assertThat(log).containsExactly("b4");
    }

    @Test
    void aHandlerMayCloseItselfAndTheOthersOfTheSameBatch() {
        List<EventLoop.Registration> registrations = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            registrations.add(
                    loop.register(
                            signalled().fd(),
                            Epoll.IN,
                            (bits, now) -> {
                                log.add("called");
                                registrations.forEach(EventLoop.Registration::close);
                            }));
        }
        assertThat(loop.poll(0)).isEqualTo(1);
        assertThat(loop.poll(0)).isZero();
        assertThat(log).containsExactly("called");
    }

    @Test
    void anEventOfAClosedDescriptorNeverReachesTheNextOwnerOfItsNumber() {
        EventFd[] ready = {signalled(), signalled()};
        EventLoop.Registration[] registrations = new EventLoop.Registration[2];
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            registrations[i] =
                    loop.register(
                            ready[i].fd(),
                            Epoll.IN,
                            (bits, now) -> {
                                log.add("first");
                                int freed = ready[other].fd().value();
                                registrations[other].close();
                                ready[other].close();
                                EventFd successor = event();
                                assertThat(successor.fd().value()).isEqualTo(freed);
                                loop.register(
                                        successor.fd(), Epoll.IN, (b, n) -> log.add("successor"));
                            });
        }
        loop.poll(0);
        assertThat(log).containsExactly("first");
    }

    @Test
    void runsTasksOfOtherThreadsInTheirOrder() throws InterruptedException {
        int threads = 4;
        int each = 5000;
        int[] last = new int[threads];
        AtomicInteger ran = new AtomicInteger();
        Thread loopThread = Thread.ofPlatform().start(loop::run);
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int me = t;
            senders.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 1; i <= each; i++) {
                                    int number = i;
                                    loop.execute(() -> {
                                        if (loop.inLoop() && last[me] == number - 1) {
                                            last[me] = number;
                                            ran.incrementAndGet();
                                        }
                                    });
                                }
                            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        loop.stop();
        loopThread.join();
        assertThat(ran).hasValue(threads * each);
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void aTaskWakesASleepingLoop() throws InterruptedException {
        Thread loopThread = Thread.ofPlatform().start(loop::run);
        for (int i = 0; i < 200; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            while (i % 20 == 0 && loopThread.getState() != Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
            loop.execute(ran::countDown);
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        }
        loop.stop();
        loopThread.join();
    }

    @Test
    void runsTimersByDeadlineAndEqualOnesInTheirOrder() {
        loop.schedule(2_000_000, () -> log.add("late"));
        loop.schedule(0, () -> log.add("a"));
        loop.schedule(-5, () -> log.add("b"));
        Timer cancelled = loop.schedule(1_000_000, () -> log.add("cancelled"));
        assertThat(cancelled.pending()).isTrue();
        cancelled.cancel();
        cancelled.cancel();
        assertThat(cancelled.pending()).isFalse();
        loop.schedule(3_000_000, loop::stop);
        loop.schedule(Long.MAX_VALUE, () -> log.add("never"));
        loop.run();
        assertThat(log).containsExactly("a", "b", "late");
    }

    @Test
    void aTimerMayScheduleTheNextAndStopsNobody() {
        EventFd event = signalled();
        int[] ticks = new int[1];
        Runnable[] tick = new Runnable[1];
        tick[0] =
                () -> {
                    if (++ticks[0] == 20) {
                        loop.stop();
                    } else {
                        loop.schedule(100_000, tick[0]);
                    }
                };
        loop.schedule(0, tick[0]);
        loop.register(event.fd(), Epoll.IN, (bits, now) -> event.drain());
        loop.run();
        assertThat(ticks[0]).isEqualTo(20);
    }

    @Test
    void aTaskThatKeepsQueueingItselfStarvesNobody() {
        EventFd event = signalled();
        Runnable[] again = new Runnable[1];
        again[0] = () -> loop.execute(again[0]);
        loop.execute(again[0]);
        loop.register(event.fd(), Epoll.IN, (bits, now) -> loop.stop());
        loop.schedule(1_000_000, () -> log.add("timer"));
        while (log.isEmpty()) {
            loop.poll(0);
        }
        loop.run();
        assertThat(log).containsExactly("timer");
    }

    @Test
    void aHandlerThatThrowsIsReportedAndTheRestGoesOn() {
        List<FaultContext> faults = new ArrayList<>();
        loop.onFault(faults::add);
        EventLoop.Handler bad =
                (bits, now) -> {
                    throw new IllegalStateException("bug");
                };
        loop.register(signalled().fd(), Epoll.IN, (bits, now) -> log.add("good"));
        loop.register(signalled().fd(), Epoll.IN, bad);
        loop.register(signalled().fd(), Epoll.IN, (bits, now) -> log.add("good"));
        loop.execute(() -> {
            throw new IllegalArgumentException("task");
        });
        loop.execute(() -> log.add("task"));
        for (int i = 0; i < 6; i++) {
            loop.poll(0);
        }
        assertThat(log).contains("task").filteredOn("good"::equals).hasSizeGreaterThanOrEqualTo(4);
        assertThat(faults).hasSizeGreaterThanOrEqualTo(2);
        assertThat(faults.getFirst().error()).hasMessage("task");
        assertThat(faults.getFirst().handler()).isNull();
        assertThat(faults.getLast().error()).hasMessage("bug");
        assertThat(faults.getLast().handler()).isSameAs(bad);
    }

    @Test
    void survivesAFaultConsumerThatThrowsItself() {
        loop.onFault(fault -> {
            throw new IllegalStateException("consumer");
        });
        loop.execute(() -> {
            throw new IllegalStateException("expected in this test");
        });
        loop.execute(() -> log.add("next"));
        loop.poll(0);
        loop.poll(0);
        assertThat(log).containsExactly("next");
    }

    @Test
    void keepsOtherThreadsOut() throws InterruptedException {
        Thread loopThread = Thread.ofPlatform().start(loop::run);
        CountDownLatch running = new CountDownLatch(1);
        loop.execute(running::countDown);
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        EventFd event = event();
        assertThatThrownBy(() -> loop.register(event.fd(), Epoll.IN, (b, n) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not on the event loop's thread: use execute()");
        assertThatThrownBy(() -> loop.schedule(0, () -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(loop::run).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(loop::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event loop is running: stop it first");
        loop.stop();
        loopThread.join();
        loop.close();
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void holdsAThousandRegistrationsAndGivesTheirPlacesAgain() {
        for (int round = 0; round < 3; round++) {
            List<EventLoop.Registration> registrations = new ArrayList<>();
            AtomicInteger calls = new AtomicInteger();
            for (int i = 0; i < 1000; i++) {
                registrations.add(
                        loop.register(
                                signalled().fd(), Epoll.IN, (b, n) -> calls.incrementAndGet()));
            }
            int handled = 0;
            while (handled < 1000) {
                handled += loop.poll(0);
            }
            assertThat(calls.get()).isGreaterThanOrEqualTo(1000);
            registrations.forEach(EventLoop.Registration::close);
            assertThat(loop.poll(0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50_000_000})
    void allocatesNothingPerEventMessageAndSignal(long spinNanos) {
        int messages = 20_000;
        UnixSocket[] pair = UnixSocket.pair();
        MemorySegment buffer = Arena.ofAuto().allocate(64, 8);
        try (EventLoop quiet = new EventLoop(spinNanos);
                UnixSocket a = pair[0];
                UnixSocket b = pair[1]) {
            EventFd event = event();
            int[] left = new int[1];
            EventFd stop = event();
            quiet.register(
                    event.fd(),
                    Epoll.IN,
                    (bits, now) -> {
                        event.drain();
                        a.send(buffer, 0, 32);
                    });
            quiet.register(
                    b.fd(),
                    Epoll.IN,
                    (bits, now) -> {
                        b.receive(buffer, 0, 64, null);
                        if (--left[0] > 0) {
                            event.signal();
                        } else {
                            stop.signal();
                        }
                    });
            quiet.register(
                    stop.fd(),
                    Epoll.IN,
                    (bits, now) -> {
                        stop.drain();
                        quiet.stop();
                    });
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long fewest = Long.MAX_VALUE;
            // A system call allocates until it is compiled, and when that is, nobody promises.
            for (int round = 0; round < 50 && fewest >= messages / 2; round++) {
                left[0] = messages;
                event.signal();
                long before = threads.getCurrentThreadAllocatedBytes();
                quiet.run();
                fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(fewest).as("bytes for %d messages", messages).isLessThan(messages / 2);
        }
    }

    private EventFd event() {
        EventFd event = EventFd.create();
        events.add(event);
        return event;
    }

    private EventFd signalled() {
        EventFd event = event();
        event.signal();
        return event;
    }
}
