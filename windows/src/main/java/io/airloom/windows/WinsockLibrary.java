package io.airloom.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// ws2_32.dll itself, with addresses of Hyper-V. Never run on Windows: read beside the
/// documentation of each function.
final class WinsockLibrary implements HyperVSockets {
    private static final short VERSION_2_2 = 0x0202;
    private static final int STREAM = 1;

    /// `HV_PROTOCOL_RAW`, which is the level of its options, too.
    private static final int RAW = 1;

    private static final int CONNECT_TIMEOUT = 1;
    private static final int CONNECTED_SUSPEND = 4;
    private static final int CONNECT_TIMEOUT_MAX_MILLIS = 300_000;
    private static final int FIONBIO = 0x8004_667e;
    private static final short POLLRDNORM = 0x0100;
    private static final long INVALID_SOCKET = -1;
    private static final int WOULD_BLOCK_ERROR = 10035;
    private static final int MAX_TRANSFER = 64 << 10;
    private static final String LAST_ERROR = "WSAGetLastError";

    private final StructLayout stateLayout = Linker.Option.captureStateLayout();
    private final MethodHandle socket;
    private final MethodHandle setsockopt;
    private final MethodHandle ioctlsocket;
    private final MethodHandle bind;
    private final MethodHandle listen;
    private final MethodHandle accept;
    private final MethodHandle connect;
    private final MethodHandle recv;
    private final MethodHandle send;
    private final MethodHandle poll;
    private final MethodHandle closesocket;

    private WinsockLibrary(NativeLibrary library) throws IOException {
        // There is such a state on Windows only, where alone the library has been found.
        Linker.Option state = Linker.Option.captureCallState(LAST_ERROR);
        socket = library.function("socket", longOf(JAVA_INT, JAVA_INT, JAVA_INT), state);
        setsockopt =
                library.function(
                        "setsockopt",
                        intOf(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                        state);
        ioctlsocket = library.function("ioctlsocket", intOf(JAVA_LONG, JAVA_INT, ADDRESS), state);
        bind = library.function("bind", intOf(JAVA_LONG, ADDRESS, JAVA_INT), state);
        listen = library.function("listen", intOf(JAVA_LONG, JAVA_INT), state);
        accept = library.function("accept", longOf(JAVA_LONG, ADDRESS, ADDRESS), state);
        connect = library.function("connect", intOf(JAVA_LONG, ADDRESS, JAVA_INT), state);
        recv = library.function("recv", intOf(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT), state);
        send = library.function("send", intOf(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT), state);
        poll = library.function("WSAPoll", intOf(ADDRESS, JAVA_INT, JAVA_INT), state);
        closesocket = library.function("closesocket", intOf(JAVA_LONG));
        MethodHandle startup = library.function("WSAStartup", intOf(JAVA_SHORT, ADDRESS));
        try (Arena call = Arena.ofConfined()) {
            int error =
                    (int) startup.invokeExact(VERSION_2_2, call.allocate(HyperVLayouts.WSADATA));
            if (error != 0) {
                throw new IOException("WSAStartup: error " + error);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static FunctionDescriptor intOf(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    private static FunctionDescriptor longOf(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_LONG, arguments);
    }

    /// Loads the library.
    ///
    /// @throws IOException if this is no Windows
    static HyperVSockets open() throws IOException {
        return new WinsockLibrary(NativeLibrary.ofSystem("ws2_32.dll"));
    }

    /// The memory of one call: where its error goes, and what it needs besides.
    private final class Call implements AutoCloseable {
        final Arena arena = Arena.ofConfined();
        final MemorySegment state = arena.allocate(stateLayout);

        int error() {
            return state.get(JAVA_INT, WlanLayouts.offset(stateLayout, LAST_ERROR));
        }

        int check(String function, int result) throws IOException {
            if (result < 0) {
                throw new IOException(function + ": error " + error());
            }
            return result;
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    @Override
    public long listen(UUID vmId, UUID serviceId, int backlog) throws IOException {
        long listener = socket();
        boolean isGood = false;
        try (Call call = new Call()) {
            option(listener, CONNECTED_SUSPEND, 1);
            MemorySegment address = HyperVLayouts.address(call.arena, vmId, serviceId);
            int length = (int) address.byteSize();
            call.check(
                    "bind " + Guid.text(serviceId),
                    (int) bind.invokeExact(call.state, listener, address, length));
            call.check("listen", (int) listen.invokeExact(call.state, listener, backlog));
            isGood = true;
            return listener;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        } finally {
            if (!isGood) {
                close(listener);
            }
        }
    }

    private long socket() throws IOException {
        try (Call call = new Call()) {
            long opened =
                    (long) socket.invokeExact(call.state, (int) HyperVLayouts.FAMILY, STREAM, RAW);
            if (opened == INVALID_SOCKET) {
                throw new IOException(
                        "no sockets of Hyper-V on this Windows: error " + call.error());
            }
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private void option(long socket, int option, int value) throws IOException {
        try (Call call = new Call()) {
            MemorySegment number = call.arena.allocateFrom(JAVA_INT, value);
            call.check(
                    "setsockopt " + option,
                    (int)
                            setsockopt.invokeExact(
                                    call.state, socket, RAW, option, number, Integer.BYTES));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private void doNotBlock(long socket) throws IOException {
        try (Call call = new Call()) {
            MemorySegment number = call.arena.allocateFrom(JAVA_INT, 1);
            call.check(
                    "ioctlsocket",
                    (int) ioctlsocket.invokeExact(call.state, socket, FIONBIO, number));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public @Nullable Accepted accept(long listener, Duration within) throws IOException {
        try (Call call = new Call()) {
            MemorySegment fd = call.arena.allocate(HyperVLayouts.WSAPOLLFD);
            fd.set(JAVA_LONG, WlanLayouts.offset(HyperVLayouts.WSAPOLLFD, "fd"), listener);
            fd.set(JAVA_SHORT, WlanLayouts.offset(HyperVLayouts.WSAPOLLFD, "events"), POLLRDNORM);
            int millis = (int) within.toMillis();
            if (call.check("WSAPoll", (int) poll.invokeExact(call.state, fd, 1, millis)) == 0) {
                return null;
            }
            MemorySegment peer = call.arena.allocate(HyperVLayouts.SOCKADDR_HV);
            MemorySegment length =
                    call.arena.allocateFrom(JAVA_INT, (int) HyperVLayouts.SOCKADDR_HV.byteSize());
            long accepted = (long) accept.invokeExact(call.state, listener, peer, length);
            if (accepted == INVALID_SOCKET) {
                throw new IOException("accept: error " + call.error());
            }
            UUID vmId = Guid.read(peer, WlanLayouts.offset(HyperVLayouts.SOCKADDR_HV, "VmId"));
            return new Accepted(ready(accepted), vmId);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private long ready(long socket) throws IOException {
        try {
            doNotBlock(socket);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    @Override
    public long connect(UUID vmId, UUID serviceId, Duration within) throws IOException {
        long opened = socket();
        boolean isGood = false;
        try (Call call = new Call()) {
            option(opened, CONNECTED_SUSPEND, 1);
            option(
                    opened,
                    CONNECT_TIMEOUT,
                    Math.clamp(within.toMillis(), 1, CONNECT_TIMEOUT_MAX_MILLIS));
            MemorySegment address = HyperVLayouts.address(call.arena, vmId, serviceId);
            int length = (int) address.byteSize();
            if ((int) connect.invokeExact(call.state, opened, address, length) != 0) {
                throw new ConnectException(
                        Guid.text(vmId) + " " + Guid.text(serviceId) + ": error " + call.error());
            }
            doNotBlock(opened);
            isGood = true;
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        } finally {
            if (!isGood) {
                close(opened);
            }
        }
    }

    @Override
    public int receive(long socket, byte[] into, int offset, int length) throws IOException {
        try (Call call = new Call()) {
            MemorySegment buffer = call.arena.allocate(Math.min(length, MAX_TRANSFER));
            int size = (int) buffer.byteSize();
            int received = (int) recv.invokeExact(call.state, socket, buffer, size, 0);
            if (received < 0 && call.error() == WOULD_BLOCK_ERROR) {
                return WOULD_BLOCK;
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, offset, call.check("recv", received));
            // There may be a key in it.
            buffer.fill((byte) 0);
            return received;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public int send(long socket, byte[] from, int offset, int length) throws IOException {
        try (Call call = new Call()) {
            MemorySegment buffer = call.arena.allocate(length);
            MemorySegment.copy(from, offset, buffer, JAVA_BYTE, 0, length);
            int sent = (int) send.invokeExact(call.state, socket, buffer, length, 0);
            return sent < 0 && call.error() == WOULD_BLOCK_ERROR
                    ? WOULD_BLOCK
                    : call.check("send", sent);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    @Override
    public void close(long socket) {
        try {
            int _ = (int) closesocket.invokeExact(socket);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }
}
