package io.airloom.machine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The console of a machine, for all who connect to a Unix socket: each sees what the machine
/// writes, from its last lines on, and may type.
///
/// Nobody waits for anybody. One thread reads the console and leaves what it says with each
/// [ConsoleClient]; one types. Of each client one virtual thread sends, and one takes its keys;
/// they wait a little for a machine that takes none, and are then lost, and their client is told.
final class ConsoleBridge implements AutoCloseable {
    /// Clients at a time.
    static final int MAX_CLIENTS = 16;

    private static final System.Logger LOG = System.getLogger(ConsoleBridge.class.getName());
    private static final int READ_BYTES = 8192;
    private static final int KEYS_BYTES = 256;

    /// How many pieces of [#KEYS_BYTES] may wait for the machine, from all together.
    private static final int MAX_TYPED = 64;

    private static final long KEYS_PATIENCE_MILLIS = 1_000;
    private static final long ACCEPT_AGAIN_MILLIS = 100;

    private final ConsoleLine machine;
    private final ServerSocketChannel server;
    private final BlockingQueue<byte[]> typed = new ArrayBlockingQueue<>(MAX_TYPED);
    private final Thread typing;

    // Guarded by this:
    private final ConsolePast past = new ConsolePast();
    private final Set<ConsoleClient> clients = new LinkedHashSet<>();
    private boolean over;

    private ConsoleBridge(ConsoleLine machine, MachineFiles files) throws IOException {
        this.machine = machine;
        Files.deleteIfExists(files.console());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(files.console()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        this.typing =
                Thread.ofPlatform()
                        .daemon()
                        .name("airloom-keys-" + files.name())
                        .unstarted(this::type);
    }

    /// Begins. The line is closed with the bridge.
    static ConsoleBridge start(ConsoleLine machine, MachineFiles files) throws IOException {
        ConsoleBridge bridge = new ConsoleBridge(machine, files);
        Thread.ofPlatform()
                .daemon()
                .name("airloom-console-" + files.name())
                .start(bridge::readConsole);
        bridge.typing.start();
        Thread.ofVirtual().name("console door " + files.name()).start(bridge::accept);
        return bridge;
    }

    private void readConsole() {
        byte[] chunk = new byte[READ_BYTES];
        try {
            for (int n = machine.read(chunk); n >= 0; n = machine.read(chunk)) {
                show(chunk, n);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console ends", e);
        } finally {
            end();
        }
    }

    private synchronized void show(byte[] chunk, int count) {
        past.add(chunk, count);
        clients.forEach(client -> client.offer(chunk, count));
    }

    /// The machine is over: there is nobody to connect to. Clients get what they have not got yet.
    private void end() {
        synchronized (this) {
            over = true;
            clients.forEach(ConsoleClient::end);
        }
        closeDoor();
    }

    private void closeDoor() {
        typing.interrupt();
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console does not close", e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                admit(new ConsoleClient(server.accept()));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a console is not to be had", e);
                pause();
            }
        }
    }

    /// Where descriptors are short, they may come back.
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ACCEPT_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(ConsoleClient client) {
        synchronized (this) {
            if (over || clients.size() >= MAX_CLIENTS) {
                client.tell(over ? "the machine is over" : MAX_CLIENTS + " have this console");
                client.end();
            } else {
                byte[] before = past.text();
                client.offer(before, before.length);
                clients.add(client);
                Thread.ofVirtual().name("console keys").start(() -> takeKeys(client));
            }
        }
        Thread.ofVirtual()
                .name("console client")
                .start(() -> {
                    client.send();
                    leave(client);
                });
    }

    private synchronized void leave(ConsoleClient client) {
        clients.remove(client);
    }

    /// Until the client goes.
    private void takeKeys(ConsoleClient client) {
        ByteBuffer keys = ByteBuffer.allocate(KEYS_BYTES);
        try (client) {
            while (client.read(keys.clear()) >= 0) {
                byte[] octets = new byte[keys.flip().remaining()];
                keys.get(octets);
                if (!typed.offer(octets, KEYS_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    client.tell(octets.length + " keys are lost: the machine takes none");
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console's client has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(client);
        }
    }

    private void type() {
        try {
            while (server.isOpen()) {
                byte[] keys = typed.take();
                try {
                    machine.type(ByteBuffer.wrap(keys));
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "keys are lost", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closeDoor();
        machine.close();
        synchronized (this) {
            over = true;
            clients.forEach(ConsoleClient::close);
        }
    }
}
