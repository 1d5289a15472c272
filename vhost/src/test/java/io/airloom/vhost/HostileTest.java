package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventFd;
import io.airloom.vhost.VhostViolation.Kind;
import org.junit.jupiter.api.AfterEach;

/// A front end with a mebibyte of memory, about to break a rule.
abstract class HostileTest {
    static final long MIB = 1 << 20;

    final RecordingDevice device = new RecordingDevice(2);
    final SessionFixture session = new SessionFixture(device);
    final FrontEnd frontEnd = session.frontEnd;
    final TestMemory memory = new TestMemory(MIB);
    final EventFd event = EventFd.create();

    @AfterEach
    void close() {
        session.close();
        memory.close();
        event.close();
    }

    /// It was disconnected for that reason, its device has let go, and it is told no more.
    final void assertEnds(Kind kind, String text) {
        VhostViolation violation = session.violation();
        assertThat(violation.kind()).isEqualTo(kind);
        assertThat(violation.detail()).contains(text);
        assertThat(session.sessions.violations().value(kind)).isEqualTo(1);
        assertThat(device.events).endsWith("detached");
        while (frontEnd.reply() != null) {
            // Acknowledgements that were sent before the end.
        }
        assertThat(frontEnd.isHungUp()).isTrue();
    }
}
