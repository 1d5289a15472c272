package io.airloom.bench;

import io.airloom.linux.LinuxException;
import io.airloom.vhost.VhostViolation.Kind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Commits the violations that have a name, one after the other, and looks at what becomes of each:
/// of the culprit, of the bystanders, of the air, and of the honest guest who comes next.
final class NamedViolations {
    private static final int NEXT_GUEST = 5;
    private static final GuestOptions OPTIONS = GuestOptions.usual().withQueueSize(64);

    private final Path socket;
    private final @Nullable AirProcess air;
    private final Bystanders bystanders;

    /// @param air whose socket it is; null if it is somebody else's: then it is not known why a
    ///   session ends
    NamedViolations(Path socket, @Nullable AirProcess air, Bystanders bystanders) {
        this.socket = socket;
        this.air = air;
        this.bystanders = bystanders;
    }

    /// Commits one.
    ///
    /// @return what is wrong, or null if all is as it must be
    @Nullable String check(Violation violation) {
        int before = air == null ? 0 : air.ended();
        String problem;
        try (Culprit culprit = new Culprit(socket, violation.options(), bystanders::check)) {
            problem = commit(violation, culprit);
            if (problem == null) {
                problem = judge(violation, culprit, before);
            }
        }
        if (problem == null) {
            problem = bystanders.check();
        }
        if (air != null && !air.isAlive()) {
            problem = "the air has died: " + air.diagnosis();
        }
        return problem != null ? problem : serveNext();
    }

    private static @Nullable String commit(Violation violation, Culprit culprit) {
        try {
            violation.deed().commit(culprit);
            return null;
        } catch (LinuxException | BackEndException e) {
            // The back end may end the session before the culprit is done.
            return violation.outcome() == Outcome.DISCONNECTED ? null : e.getMessage();
        }
    }

    private @Nullable String judge(Violation violation, Culprit culprit, int before) {
        if (violation.outcome() == Outcome.DISCONNECTED) {
            return judgeEnd(violation, culprit, before);
        }
        if (culprit.isConnected()) {
            try {
                culprit.frontEnd().ask(FrontEnd.GET_FEATURES);
            } catch (LinuxException | BackEndException e) {
                return "it is not served any more: " + e.getMessage() + ended(before);
            }
            String unanswered = culprit.awaitAnswers(culprit.framesSent());
            if (unanswered != null) {
                return unanswered + ended(before);
            }
        }
        return air == null || air.ended() == before ? null : "it was" + ended(before);
    }

    private @Nullable String judgeEnd(Violation violation, Culprit culprit, int before) {
        if (!culprit.frontEnd().awaitEnd()) {
            return "it is not disconnected";
        }
        if (air == null) {
            return null;
        }
        Kind kind = air.awaitEnd(before);
        return kind != null && violation.kinds().contains(kind)
                ? null
                : "it is disconnected for " + kind;
    }

    private String ended(int before) {
        return air != null && air.ended() > before ? " disconnected: " + air.awaitEnd(before) : "";
    }

    /// Its constructor waits until the guest's radio has been heard and told so.
    private @Nullable String serveNext() {
        try {
            new BenchGuest(socket, NEXT_GUEST, 1, 256, OPTIONS).close();
            return null;
        } catch (LinuxException | BackEndException e) {
            return "the next guest is not served: " + e.getMessage();
        }
    }
}
