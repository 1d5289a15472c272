package io.airloom.agent;

import io.airloom.kernel.KernelException;
import io.airloom.linux.LinuxException;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageStream;
import io.airloom.wire.Secret;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries the messages of one kernel's radios to the air's host, and finds the host again when it
/// was lost. Two pipelines, each of two stages with a queue between ([SlotQueue], [Turn]):
///
/// ```
///   kernel ─▶ CaptureStage ─▶ queue ─▶ SendStage ─────▶ host
///                  │ adds                  ▲ receipts, words
///             VerdictTable                 │
///                  ▲ takes                 │
///   kernel ◀─ InjectStage ◀── queue ◀─ ReceiveStage ◀── host
/// ```
///
/// **The truth.** A frame that the host does not judge in time, that cannot go to it, or whose
/// connection breaks, is answered as not acknowledged after all its tries. So the radios stay
/// honest while there is no host: nobody hears them.
///
/// Threads: one for each stage ([#start]), of which the receiver's also makes the connections; and
/// the caller of [#tick], who looks after time-outs.
final class Agent implements AutoCloseable, ReceiveStage.Listener {
    private static final int UP_SLOTS = 128;
    private static final int UP_SLOT_LENGTH = 1 << 12;
    private static final int DOWN_SLOTS = 32;
    private static final int DOWN_SLOT_LENGTH = AgentProtocol.MAX_LENGTH;
    private static final int STREAM_LENGTH = 8 * AgentProtocol.MAX_LENGTH;
    private static final int REQUESTS = 16;

    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DEFAULT_VERDICT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MIN_VERDICT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_VERDICT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MIN_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MIN_TICK_MILLIS = 5;
    private static final long MAX_TICK_MILLIS = AgentProtocol.RECEIPTS_DELAY_MILLIS / 2;
    private static final long NEVER = Long.MAX_VALUE;

    private final AgentSettings settings;
    private final GuestRadios radios;
    private final AgentVoice voice;
    private final AgentClock clock;
    private final AgentFigures figures = new AgentFigures();
    private final VerdictTable verdicts = new VerdictTable();
    private final CaptureStage capture;
    private final SendStage sender;
    private final ReceiveStage receiver;
    private final InjectStage injector;
    private final Refusals ofTicks;
    private final Refusals ofTheHost;
    private final MemorySegment streamMemory;
    private final ArrayBlockingQueue<CreateRequest> requests = new ArrayBlockingQueue<>(REQUESTS);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Pauses pauses = new Pauses();
    private volatile @Nullable HostLink link;
    private volatile long greetingEndNanos = NEVER;
    private volatile boolean greeting;
    private volatile long verdictNanos = DEFAULT_VERDICT_NANOS;
    private volatile long silenceNanos = NEVER;
    private volatile boolean closed;
    private volatile boolean everGreeted;
    private long heardBefore;
    private long heardAtNanos;
    private long overrunsBefore;

    private record CreateRequest(int request, long address) {}

    /// @param name by which the host is to call the guest
    /// @param hosts where it may be, tried in turn; each is the way to one
    /// @param radios how many the guest is to have at least
    /// @param once whether the first connection is the last
    record AgentSettings(
            String name,
            long boot,
            List<AgentAddress> hosts,
            @Nullable Secret secret,
            int radios,
            boolean once) {}

    /// @param processors that the program may use
    Agent(
            Arena arena,
            AgentSettings settings,
            KernelPort kernel,
            GuestRadios radios,
            AgentVoice voice,
            AgentClock clock,
            int processors) {
        this.settings = settings;
        this.radios = radios;
        this.voice = voice;
        this.clock = clock;
        SlotQueue up = new SlotQueue(arena, UP_SLOTS, UP_SLOT_LENGTH);
        SlotQueue down = new SlotQueue(arena, DOWN_SLOTS, DOWN_SLOT_LENGTH);
        Receipts receipts = new Receipts();
        sender = new SendStage(arena, up, receipts, clock, figures);
        capture = new CaptureStage(arena, kernel, up, sender, verdicts, clock, figures);
        injector = new InjectStage(down, kernel, receipts, sender, clock, figures, processors);
        receiver = new ReceiveStage(down, injector, verdicts, clock, figures, kernel.family());
        ofTicks = new Refusals(arena, kernel);
        ofTheHost = new Refusals(arena, kernel);
        streamMemory = arena.allocate(STREAM_LENGTH, Long.BYTES);
    }

    /// Starts all threads.
    void start() {
        sender.start();
        injector.start();
        thread("airloom-capture", capture);
        thread("airloom-receive", this::lookForHosts);
    }

    private static void thread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    /// What it has counted and timed.
    AgentFigures figures() {
        return figures;
    }

    /// By what name the host knows it.
    String name() {
        return settings.name();
    }

    /// Whether there has been a connection.
    boolean everGreeted() {
        return everGreeted;
    }

    /// Waits until it has stopped by itself, or the time is over.
    ///
    /// @return whether it has stopped
    boolean awaitStop(long millis) throws InterruptedException {
        return stopped.await(millis, TimeUnit.MILLISECONDS);
    }

    /// How long the next [#tick] may be away.
    long tickMillis() {
        long quarter = TimeUnit.NANOSECONDS.toMillis(verdictNanos) / 4;
        return Math.clamp(quarter, MIN_TICK_MILLIS, MAX_TICK_MILLIS);
    }

    /// Looks after what has waited for too long. One thread.
    void tick() {
        sender.sendReceipts();
        HostLink current = link;
        if (verdicts.size() > 0 || current != null) {
            long now = clock.nanos();
            int missing = verdicts.expire(now - verdictNanos, ofTicks);
            figures.count(AgentCounter.VERDICTS_MISSING, missing);
            if (current != null) {
                watch(current, now);
            }
        }
        for (CreateRequest next = requests.poll(); next != null; next = requests.poll()) {
            int errno = radios.create(next.address());
            figures.count(AgentCounter.RADIOS_CREATED, errno == 0 ? 1 : 0);
            sender.say(new HostWord.Created(next.request(), errno, next.address()));
        }
        long overruns = figures.value(AgentCounter.KERNEL_OVERRUNS);
        if (overruns != overrunsBefore && sender.isUp()) {
            // An address may have been among what was lost.
            overrunsBefore = overruns;
            sender.say(() -> new HostWord.Addresses(radios.addresses()));
        }
    }

    private void watch(HostLink current, long now) {
        long heard = receiver.heard();
        if (heard != heardBefore || greeting) {
            heardBefore = heard;
            heardAtNanos = now;
        }
        boolean late = greeting && greetingEndNanos - now < 0;
        if (late && !current.isLine()) {
            greeting = false;
            current.end();
        } else if (!greeting && silenceNanos != NEVER && now - heardAtNanos > silenceNanos) {
            voice.say(this, "the host says nothing any more");
            current.end();
        }
    }

    private void lookForHosts() {
        int next = 0;
        while (!closed) {
            AgentAddress address = settings.hosts().get(next++ % settings.hosts().size());
            try {
                visit(address);
            } catch (AgentException e) {
                voice.complain(this, e.text());
            } catch (LinuxException | KernelException e) {
                voice.complain(this, address + ": " + e.getMessage());
            }
            if (settings.once()) {
                stopped.countDown();
                return;
            }
            if (next % settings.hosts().size() == 0) {
                pauses.take();
            }
        }
    }

    private void visit(AgentAddress address) {
        HostLink host = HostLinks.open(address);
        try {
            MessageStream stream =
                    host.isLine()
                            ? MessageStream.ofLine(streamMemory)
                            : MessageStream.ofConnection(streamMemory);
            greetingEndNanos = clock.nanos() + GREETING_NANOS;
            greeting = true;
            link = host;
            Greeting.Welcome welcome =
                    new Greeting(identity(), settings.secret(), clock).greet(host, stream);
            take(address, welcome);
            sender.connect(host, () -> new HostWord.Addresses(radios.addresses()));
            String why = receiver.run(host, stream, this);
            voice.lost(this, address, why.isEmpty() ? "it has gone away" : why);
        } finally {
            greeting = false;
            silenceNanos = NEVER;
            link = null;
            host.end();
            sender.disconnect();
            verdicts.expire(clock.nanos(), ofTheHost);
            host.close();
        }
    }

    private Greeting.Identity identity() {
        int capabilities = AgentProtocol.CREATES_RADIOS | AgentProtocol.SENDS_RECEIPTS;
        return new Greeting.Identity(settings.name(), settings.boot(), capabilities);
    }

    private void take(AgentAddress address, Greeting.Welcome welcome) {
        // Before its silence counts, which must not count from the connection before.
        receiver.hear();
        greeting = false;
        everGreeted = true;
        long verdict = welcome.verdictNanos() == 0 ? DEFAULT_VERDICT_NANOS : welcome.verdictNanos();
        verdictNanos = Math.clamp(verdict, MIN_VERDICT_NANOS, MAX_VERDICT_NANOS);
        long silence = TimeUnit.MILLISECONDS.toNanos(welcome.silenceMillis());
        silenceNanos = silence == 0 ? NEVER : Math.max(silence, MIN_SILENCE_NANOS);
        int wanted = Math.max(settings.radios(), welcome.radiosWanted());
        int created = radios.ensure(welcome.place(), wanted);
        figures.count(AgentCounter.RADIOS_CREATED, created);
        figures.count(AgentCounter.CONNECTIONS);
        pauses.connected();
        voice.found(this, address, radios.count());
    }

    @Override
    public void pinged(long sentNanos, long receivedNanos) {
        sender.say(new HostWord.Pong(sentNanos, receivedNanos));
    }

    @Override
    public void create(int request, long address) {
        if (!requests.offer(new CreateRequest(request, address))) {
            figures.count(AgentCounter.HOST_REQUESTS_DROPPED);
        }
    }

    /// Takes leave of the host, and ends all threads soon.
    @Override
    public void close() {
        closed = true;
        HostLink current = link;
        if (current != null && sender.isUp()) {
            sender.say(new HostWord.Bye(Farewell.ENDING, "the agent was told to end"));
        }
        sender.close();
        injector.close();
        capture.close();
        pauses.end();
        if (current != null) {
            current.end();
        }
    }
}
