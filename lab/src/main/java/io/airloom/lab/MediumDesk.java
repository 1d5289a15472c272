package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.topology.AirOrder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Orders to the process that is the medium of a lab, and what it tells of its links, over the
/// lives of several: each is told again what was ordered before it began, and goes on counting
/// where the one before it was asked last. Any thread.
final class MediumDesk {
    private final Path control;

    // Guarded by this.
    private final OrderBook orders = new OrderBook();
    private AirSnapshot buried = AirSnapshot.NONE;
    private AirSnapshot last = AirSnapshot.NONE;

    /// @param control where each of them answers
    MediumDesk(Path control) {
        this.control = control;
    }

    /// Orders something, now or, if no process lives just now, of the next one.
    ///
    /// @throws EnvironmentException if it is refused
    synchronized void set(AirOrder order) {
        ask(OrderMessage.of(order));
        orders.note(order);
    }

    /// A process has begun.
    ///
    /// @throws EnvironmentException if it refuses what the one before it has done
    synchronized void began() {
        for (AirOrder order : orders.orders()) {
            ask(OrderMessage.of(order));
        }
    }

    /// A process has ended.
    synchronized void ended() {
        buried = buried.and(last);
        last = AirSnapshot.NONE;
    }

    /// What all of them have carried; without a process, what the last one told.
    ///
    /// @param medium all together
    synchronized AirSnapshot snapshot(LabReport.Medium medium) {
        ControlMessage answer = ask(ControlMessage.of("op", "snapshot"));
        if (answer != null) {
            try {
                last = AirSnapshot.of(answer);
            } catch (IllegalArgumentException e) {
                throw new EnvironmentException(
                        "the medium tells nonsense: " + Printable.line(e.toString()),
                        "use --medium thread",
                        e);
            }
        }
        return buried.and(last).of(medium);
    }

    /// @return null if nobody answers
    private @Nullable ControlMessage ask(ControlMessage request) {
        ControlMessage answer;
        try {
            answer = ControlSocket.ask(control, request);
        } catch (IOException e) {
            return null;
        }
        if (!answer.text("error").isEmpty()) {
            throw new EnvironmentException(
                    "the medium refuses: " + Printable.line(answer.text("error")),
                    "order something else");
        }
        return answer;
    }
}
