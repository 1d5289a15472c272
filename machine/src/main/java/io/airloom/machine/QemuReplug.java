package io.airloom.machine;

import io.airloom.machine.Qmp.QmpException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Takes a running QEMU guest's device of the air away and gives it a new one, with a new
/// connection. The guest's driver follows by itself; its radios and their associations stay. It is
/// the only way back to an air that went away: QEMU 11 aborts when a device of this kind reconnects
/// (guests.md §2).
///
/// ```
///   device_del ──▶ DEVICE_DELETED ──▶ chardev-remove ──▶ chardev-add ──▶ device_add
///                  (the guest has let go)  (until it is free)  (connects)
/// ```
///
/// Each step is skipped if it is done already, so after a failure in the middle it is simply done
/// again.
public final class QemuReplug {
    private static final int QEMUS_OWN_SIZE = 0;
    private static final long BUSY_PAUSE_MILLIS = 20;
    private static final String NOT_FOUND = "DeviceNotFound";

    private final Qmp qmp;
    private final long endNanos;

    private QemuReplug(Qmp qmp, long endNanos) {
        this.qmp = qmp;
        this.endNanos = endNanos;
    }

    /// Does all of it.
    ///
    /// @param monitor QEMU's QMP socket
    /// @param air the vhost-user socket to connect to
    /// @throws IOException if QEMU does not answer, the guest does not let go of its device in
    ///   time, or nobody listens at `air`
    static void run(Path monitor, Path air, Duration limit)
            throws IOException, InterruptedException {
        run(monitor, air, QEMUS_OWN_SIZE, limit);
    }

    /// Does all of it.
    ///
    /// @param queueSize of the device's rings
    public static void run(Path monitor, Path air, int queueSize, Duration limit)
            throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        try (Qmp qmp = Qmp.connect(monitor, limit)) {
            QemuReplug replug = new QemuReplug(qmp, endNanos);
            replug.unplug();
            replug.forgetSocket();
            replug.plug(air, queueSize);
        }
    }

    private void unplug() throws QmpException, InterruptedException {
        try {
            execute("device_del");
        } catch (QmpException e) {
            if (e.kind().equals(NOT_FOUND)) {
                return;
            }
            // Asked already, by a try that ran out of time: the guest may let go yet.
            if (!says(e, "in the process of unplug")) {
                throw e;
            }
        }
        qmp.awaitEvent("DEVICE_DELETED", QemuCommand.AIR, endNanos);
    }

    /// The device gives its socket back a little after it is gone.
    private void forgetSocket() throws QmpException, InterruptedException {
        while (true) {
            try {
                execute("chardev-remove");
                return;
            } catch (QmpException e) {
                if (says(e, "not found")) {
                    return;
                }
                if (!says(e, "busy") || System.nanoTime() - endNanos > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(BUSY_PAUSE_MILLIS);
            }
        }
    }

    private void plug(Path air, int queueSize) throws QmpException, InterruptedException {
        qmp.execute(
                "chardev-add",
                json -> {
                    json.writeStringProperty("id", QemuCommand.AIR);
                    json.writeObjectPropertyStart("backend");
                    json.writeStringProperty("type", "socket");
                    json.writeObjectPropertyStart("data");
                    json.writeBooleanProperty("server", false);
                    json.writeObjectPropertyStart("addr");
                    json.writeStringProperty("type", "unix");
                    json.writeObjectPropertyStart("data");
                    json.writeStringProperty("path", air.toString());
                    json.writeEndObject();
                    json.writeEndObject();
                    json.writeEndObject();
                    json.writeEndObject();
                },
                endNanos);
        qmp.execute(
                "device_add",
                json -> {
                    json.writeStringProperty("driver", Qemu.DEVICE);
                    json.writeStringProperty("id", QemuCommand.AIR);
                    json.writeStringProperty("chardev", QemuCommand.AIR);
                    json.writeNumberProperty("virtio-id", QemuCommand.HWSIM_DEVICE_ID);
                    json.writeNumberProperty("num_vqs", QemuCommand.HWSIM_QUEUES);
                    if (queueSize != QEMUS_OWN_SIZE) {
                        json.writeNumberProperty("vq_size", queueSize);
                    }
                },
                endNanos);
    }

    private void execute(String command) throws QmpException, InterruptedException {
        qmp.execute(command, json -> json.writeStringProperty("id", QemuCommand.AIR), endNanos);
    }

    private static boolean says(QmpException e, String words) {
        return String.valueOf(e.getMessage()).contains(words);
    }
}
