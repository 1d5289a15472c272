package io.airloom.proxy;

import io.airloom.proxy.ScanView.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Which networks there are. A guest is answered with what the host has heard already, while the
/// host looks again; what that brings comes by notification. A guest that asks again meanwhile
/// wants to know it: it waits. So a guest's connect is not stuck behind its scan.
///
/// A scan of one interface serves all guests that ask during it. If nothing has been heard at all,
/// guests wait for a moment, and are then told that there will be more ([ScanResults#isComplete]).
final class Scanning {
    private static final System.Logger LOG = System.getLogger(Scanning.class.getName());

    private final Roster roster;
    private final Announcer announcer;
    private final ProxyTimes times;
    private final ScanView view;

    Scanning(Roster roster, Announcer announcer, ProxyTimes times, ScanView view) {
        this.roster = roster;
        this.announcer = announcer;
        this.times = times;
        this.view = view;
    }

    /// What one interface has to say.
    ///
    /// @param run the scan that brings the rest; null if this is all
    /// @param isFirst whether it may bring the first networks: the guest has to wait for it
    private record Look(
            Radio radio, List<Candidate> networks, @Nullable ScanRun run, boolean isFirst) {
        static Look all(Radio radio, List<Candidate> networks) {
            return new Look(radio, networks, null, false);
        }
    }

    /// Answers a guest's scan.
    ScanResults scan(GuestRecord guest, Ssid ssid, Deadline deadline) throws InterruptedException {
        roster.inLock(() -> guest.scans++);
        announcer.hold(observer -> observer.guestScanRequested(guest.id(), ssid), deadline);
        Deadline until = deadline.orIn(times.scan());
        // What is left is for reading what was found.
        Deadline waited = until.minus(until.left().dividedBy(10));
        List<Errand<Look>> looking = new ArrayList<>();
        for (Radio radio : roster.radios()) {
            looking.add(
                    Errand.start("airloom-scan-" + radio, () -> look(radio, guest, ssid, waited)));
        }
        List<Look> looks = new ArrayList<>();
        for (Errand<Look> errand : looking) {
            Look look = result(errand, until);
            if (look != null) {
                looks.add(look);
            }
        }
        boolean isComplete = looks.stream().noneMatch(Look::isFirst);
        ScanResults results =
                new ScanResults(
                        isComplete,
                        view.of(looks.stream().flatMap(look -> look.networks().stream()).toList()));
        announcer.hold(
                observer ->
                        observer.guestScanCompleted(guest.id(), Outcome.SUCCEEDED, ssid, results),
                deadline);
        roster.inLock(() -> guest.told.add(results.networks(), System.nanoTime()));
        looks.forEach(look -> answered(guest, look));
        if (!isComplete) {
            Deadline owed = Deadline.in(times.owed());
            Thread.ofVirtual()
                    .name("airloom-owed-" + guest)
                    .start(() -> complete(guest, ssid, looks, owed));
        }
        return results;
    }

    /// From now on a guest knows what was known: it is told what comes after.
    private void answered(GuestRecord guest, Look look) {
        ScanRun run = look.run();
        if (run == null || look.isFirst()) {
            return;
        }
        Radio radio = look.radio();
        boolean isOver =
                roster.locked(() -> {
                    run.answered(guest);
                    return radio.scan != run;
                });
        if (isOver) {
            remind(guest, view.of(heard(radio, Ssid.WILDCARD)), true);
        }
    }

    private static @Nullable Look result(Errand<Look> errand, Deadline until)
            throws InterruptedException {
        try {
            return errand.await(until);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "an interface failed", e.getCause());
            return null;
        }
    }

    private Look look(Radio radio, GuestRecord guest, Ssid ssid, Deadline until)
            throws InterruptedException {
        if (radio.madeUp() != null) {
            return Look.all(radio, heard(radio, ssid));
        }
        List<Candidate> known = heard(radio, ssid);
        Begun begun = begin(radio, guest, ssid);
        ScanRun run = begun.run();
        if (begun.mustWait()) {
            run.await(until);
            return Look.all(radio, heard(radio, ssid));
        }
        // What is too old to be told is as if it had not been heard.
        if (!view.of(known).isEmpty()) {
            return new Look(radio, known, run, false);
        }
        boolean isOver = run.await(until.orIn(times.firstResults()));
        roster.inLock(() -> run.waiters.add(guest));
        return isOver ? Look.all(radio, heard(radio, ssid)) : new Look(radio, known, run, true);
    }

    private List<Candidate> heard(Radio radio, Ssid ssid) {
        MadeUpInterface madeUp = radio.madeUp();
        if (madeUp != null) {
            return madeUp.heard(ssid).stream()
                    .map(one -> new Candidate(one, one.bss().elements().ssid()))
                    .toList();
        }
        if (radio.isGone) {
            return List.of();
        }
        radio.asking.lock();
        try {
            return Candidate.of(radio.host().networks(), radio.connection());
        } catch (HostWifiException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> radio + " does not say what it hears: " + e.getMessage());
            return List.of();
        } finally {
            radio.asking.unlock();
        }
    }

    /// A scan that serves a guest.
    ///
    /// @param mustWait whether the guest has had what was known before it
    private record Begun(ScanRun run, boolean mustWait) {}

    private Begun begin(Radio radio, GuestRecord guest, Ssid ssid) {
        boolean always = view.layout() == ScanLayout.B;
        ScanRun fresh = new ScanRun(ssid);
        Begun begun =
                roster.locked(() -> {
                    ScanRun running = radio.scan;
                    if (running == null) {
                        if (!radio.isGone) {
                            radio.scan = fresh;
                        }
                        return enter(fresh, guest, ssid, always);
                    }
                    return enter(running, guest, ssid, always || running.askers.contains(guest));
                });
        if (begun.run() == fresh) {
            start(radio, fresh);
        }
        return begun;
    }

    private static Begun enter(ScanRun run, GuestRecord guest, Ssid ssid, boolean mustWait) {
        run.join(guest, ssid);
        if (mustWait) {
            run.waiters.add(guest);
        }
        return new Begun(run, mustWait);
    }

    private void start(Radio radio, ScanRun run) {
        boolean isBegun = false;
        radio.asking.lock();
        try {
            if (!radio.isGone) {
                radio.host().scan(run.ssid());
                isBegun = true;
            }
        } catch (HostWifiException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> radio + " does not scan: " + e.getMessage());
        } finally {
            radio.asking.unlock();
            if (!isBegun) {
                run.end();
            }
            Thread.ofVirtual().name("airloom-scan-" + radio).start(() -> follow(radio, run));
        }
    }

    private void follow(Radio radio, ScanRun run) {
        try {
            if (!run.await(Deadline.in(times.scan()))) {
                LOG.log(System.Logger.Level.WARNING, radio + " does not say that its scan is over");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Set<GuestRecord> askers = new HashSet<>();
        Set<GuestRecord> except = new HashSet<>();
        Map<Ssid, Set<GuestRecord>> wanted =
                roster.locked(() -> {
                    if (radio.scan == run) {
                        radio.scan = null;
                    }
                    askers.addAll(run.askers);
                    except.addAll(run.asking);
                    except.addAll(run.waiters);
                    return Map.copyOf(run.wanted);
                });
        run.end();
        spread(radio, askers, except);
        wanted.forEach((ssid, guests) -> guests.forEach(guest -> lookAgain(radio, guest, ssid)));
    }

    private void lookAgain(Radio radio, GuestRecord guest, Ssid ssid) {
        ScanRun run = begin(radio, guest, ssid).run();
        roster.inLock(() -> run.answered(guest));
    }

    /// A scan is over that the proxy has not started.
    void spontaneous(Radio radio) {
        spread(radio, Set.of(), Set.of());
    }

    /// Tells guests what an interface hears, if it is news.
    ///
    /// @param asked those that wait for it
    /// @param except those that are told otherwise
    private void spread(Radio radio, Set<GuestRecord> asked, Set<GuestRecord> except) {
        if (view.layout() == ScanLayout.B) {
            return;
        }
        List<Bss> networks = view.of(heard(radio, Ssid.WILDCARD));
        for (GuestRecord guest : roster.guests()) {
            if (!except.contains(guest)) {
                remind(guest, networks, asked.contains(guest));
            }
        }
    }

    private void remind(GuestRecord guest, List<Bss> networks, boolean isAsked) {
        if (view.layout() == ScanLayout.B) {
            return;
        }
        roster.inLock(() -> {
            long now = System.nanoTime();
            boolean isQuiet =
                    !isAsked
                            && guest.wasReminded
                            && now - guest.remindedNanos < times.quiet().toNanos();
            if (!isQuiet && networks.stream().anyMatch(bss -> isNews(guest, bss, now))) {
                guest.wasReminded = true;
                guest.remindedNanos = now;
                roster.tellOfNetworks(guest, new ScanResults(false, networks));
            }
        });
    }

    private boolean isNews(GuestRecord guest, Bss bss, long now) {
        Duration half = times.told().dividedBy(2);
        return guest.told.isNews(bss, half, now);
    }

    /// Tells a guest the rest of its scan, when the host's are over or the time is.
    private void complete(GuestRecord guest, Ssid ssid, List<Look> looks, Deadline owed) {
        try {
            for (Look look : looks) {
                if (look.run() != null && look.isFirst()) {
                    look.run().await(owed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        roster.tellOfNetworks(guest, new ScanResults(true, known(ssid)));
    }

    /// What all interfaces hear now.
    List<Bss> known(Ssid ssid) {
        return view.of(
                roster.radios().stream().flatMap(radio -> heard(radio, ssid).stream()).toList());
    }

    /// Tells a guest all that is known now: it has asked for a network that it does not know, or
    /// has forgotten.
    void remindOfAll(GuestRecord guest, Ssid ssid) {
        remind(guest, known(ssid), false);
    }

    /// Reminds guests that have asked for something lately of the networks that the host is on, so
    /// that they can be connected to them without a scan.
    ///
    /// @param lately a guest that has been silent for longer is left alone
    void remindOfConnections(Duration lately) {
        if (view.layout() == ScanLayout.B) {
            return;
        }
        List<Candidate> connected = new ArrayList<>();
        for (Radio radio : roster.radios()) {
            if (radio.madeUp() == null && radio.connection() != null) {
                heard(radio, Ssid.WILDCARD).stream()
                        .filter(candidate -> candidate.connectedTo() != null)
                        .forEach(connected::add);
            }
        }
        List<Bss> networks = view.of(connected);
        long now = System.nanoTime();
        for (GuestRecord guest : roster.guests()) {
            if (now - guest.askedNanos <= lately.toNanos()) {
                remind(guest, networks, true);
            }
        }
    }
}
