package io.airloom.bench;

import static io.airloom.bench.Violation.answered;
import static io.airloom.bench.Violation.ends;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.TimerFd;
import io.airloom.linux.UnixSocket;
import io.airloom.vhost.VhostViolation.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// What can be wrong with the descriptors that come with requests.
final class DescriptorViolations {
    private static final String RULE = "vhost-user, Front-end message types, SET_VRING_*";
    private static final String ANCILLARY = "vhost-user, Communication, ancillary data";
    private static final int SET_BACKEND_REQ_FD = 21;
    private static final int QUEUE_WITHOUT_DESCRIPTOR = 1 << 8;

    /// Descriptors that nobody can be woken with.
    @SuppressWarnings("ImmutableEnumChecker") // What makes them keeps nothing.
    enum Stranger {
        PIPE_TO_READ(c -> pipe(c)[0]),
        PIPE_TO_WRITE(c -> pipe(c)[1]),
        DEVICE(c -> c.keep(Fd.open(Path.of("/dev/null"), Fd.O_RDWR))),
        DIRECTORY(c -> c.keep(Fd.open(Path.of("/"), 0))),
        NAME_ONLY(c -> c.keep(Fd.open(Path.of("/"), Fd.O_PATH))),
        MEMORY(c -> c.keep(MemoryFd.create("airloom-hostile", 4096))),
        SEALED_MEMORY(Stranger::sealed),
        SPARSE_MEMORY(c -> c.keep(MemoryFd.create("airloom-hostile", 1L << 40))),
        EPOLL(c -> c.keep(Epoll.create(1)).fd()),
        TIMER(c -> c.keep(TimerFd.create()).fd()),
        OWN_CONNECTION(c -> c.frontEnd().fd()),
        OTHER_CONNECTION(c -> c.keep(FrontEnd.connect(c.socket())).fd());

        private final Function<Culprit, Fd> make;

        Stranger(Function<Culprit, Fd> make) {
            this.make = make;
        }

        Fd make(Culprit culprit) {
            return make.apply(culprit);
        }

        private static Fd sealed(Culprit culprit) {
            Fd fd = culprit.keep(MemoryFd.create("airloom-hostile", 4096));
            MemoryFd.seal(fd, MemoryFd.F_SEAL_SHRINK | MemoryFd.F_SEAL_GROW);
            return fd;
        }

        private static Fd[] pipe(Culprit culprit) {
            Fd[] ends = Fd.pipe();
            culprit.keep(ends[0]);
            culprit.keep(ends[1]);
            return ends;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private DescriptorViolations() {}

    static List<Violation> all() {
        List<Violation> all = new ArrayList<>();
        for (Stranger stranger : Stranger.values()) {
            all.add(kind("kick", FrontEnd.SET_VRING_KICK, stranger));
            all.add(kind("call", FrontEnd.SET_VRING_CALL, stranger));
        }
        all.add(kind("error", FrontEnd.SET_VRING_ERR, Stranger.MEMORY));
        all.add(kind("backend", SET_BACKEND_REQ_FD, Stranger.OWN_CONNECTION));
        all.add(kind("backend", SET_BACKEND_REQ_FD, Stranger.MEMORY));
        all.addAll(numbers());
        all.addAll(blocking());
        return all;
    }

    private static Violation kind(String name, int request, Stranger stranger) {
        return ends(
                name + "-is-" + stranger.word(),
                RULE,
                "a descriptor that is no event",
                Kind.BAD_DESCRIPTOR_KIND,
                c -> {
                    Fd fd = stranger.make(c);
                    if (request == SET_BACKEND_REQ_FD) {
                        c.frontEnd().tellPayload(request, 0, fd);
                    } else {
                        c.say(request, 0, fd);
                    }
                });
    }

    private static List<Violation> numbers() {
        return List.of(
                ends(
                        "kick-without-descriptor",
                        RULE,
                        "no descriptor and does not say so",
                        Kind.MISSING_DESCRIPTORS,
                        c -> c.say(FrontEnd.SET_VRING_KICK, 0)),
                ends(
                        "kick-by-polling",
                        RULE,
                        "says that the ring is to be polled",
                        Kind.MISSING_DESCRIPTORS,
                        c -> c.say(FrontEnd.SET_VRING_KICK, QUEUE_WITHOUT_DESCRIPTOR)),
                number("kick-with-2", FrontEnd.SET_VRING_KICK, 2),
                number("kick-with-8", FrontEnd.SET_VRING_KICK, 8),
                number("kick-with-100", FrontEnd.SET_VRING_KICK, 100),
                number("features-with-1", FrontEnd.SET_FEATURES, 1),
                number("features-with-253", FrontEnd.SET_FEATURES, UnixSocket.MAX_SENT_FDS),
                ends(
                        "backend-without-descriptor",
                        RULE,
                        "no channel for requests of the back end",
                        Kind.MISSING_DESCRIPTORS,
                        c -> c.frontEnd().tellPayload(SET_BACKEND_REQ_FD, 0)),
                ends(
                        "descriptors-with-each-octet",
                        ANCILLARY,
                        "8 descriptors with each octet of a header",
                        Kind.UNEXPECTED_DESCRIPTORS,
                        c -> {
                            c.scratch.fill((byte) 0);
                            c.scratch.set(Culprit.U32, 0, FrontEnd.SET_OWNER);
                            c.scratch.set(Culprit.U32, 4, FrontEnd.VERSION);
                            for (int i = 0; i < FrontEnd.HEADER_LENGTH; i++) {
                                c.frontEnd().sendRaw(c.scratch.asSlice(i), 1, events(c, 8));
                            }
                        }),
                servedOn(
                        "descriptors-of-half-a-message",
                        ANCILLARY,
                        "253 descriptors with half a header, 50 times, and no more",
                        c -> {
                            Fd[] many = events(c, UnixSocket.MAX_SENT_FDS);
                            for (int i = 0; i < 50; i++) {
                                FrontEnd half = c.keep(FrontEnd.connect(c.socket()));
                                half.sendRaw(c.scratch, 5, many);
                            }
                        }));
    }

    private static Violation number(String name, int request, int count) {
        return ends(
                name + "-descriptors",
                ANCILLARY,
                "more descriptors than the request has",
                Kind.UNEXPECTED_DESCRIPTORS,
                c -> c.say(request, 0, events(c, count)));
    }

    private static Fd[] events(Culprit culprit, int count) {
        Fd[] many = new Fd[count];
        Arrays.fill(many, culprit.keep(EventFd.create()).fd());
        return many;
    }

    private static List<Violation> blocking() {
        return List.of(
                ends(
                        "call-that-blocks",
                        RULE,
                        "makes its call descriptor blocking and full while it is in use",
                        Kind.BLOCKING_DESCRIPTOR,
                        c -> {
                            EventFd call = c.keep(EventFd.create());
                            c.say(FrontEnd.SET_VRING_CALL, 1, call.fd());
                            c.say(FrontEnd.SET_VRING_CALL, 0, call.fd());
                            // Both have been adopted when this is answered.
                            c.frontEnd().ask(FrontEnd.GET_FEATURES);
                            call.fill();
                            EventFd.blocking(call.fd(), true);
                            c.rx().wantCalls(true);
                            // Its ring is full of what the bystanders send: calls need room.
                            for (int i = 0; i < 500 && !c.frontEnd().isEnded(); i++) {
                                c.guest().receive(64);
                                c.driver().transmit(c.scratch, 0, c.frame());
                                c.driver().publish();
                            }
                        }),
                answered(
                        "call-that-is-full",
                        RULE,
                        "a call descriptor that is blocking and full when it comes",
                        c -> {
                            EventFd call = c.keep(EventFd.create());
                            call.fill();
                            EventFd.blocking(call.fd(), true);
                            c.say(FrontEnd.SET_VRING_CALL, 1, call.fd());
                            c.rx().wantCalls(true);
                            c.frontEnd().ask(FrontEnd.GET_FEATURES);
                            c.send(c.frame());
                        }),
                servedOn(
                        "kick-that-blocks",
                        RULE,
                        "takes its kicks away again from a descriptor that blocks",
                        c -> {
                            EventFd kick = c.keep(EventFd.create());
                            c.say(FrontEnd.SET_VRING_KICK, 0, kick.fd());
                            c.frontEnd().ask(FrontEnd.GET_FEATURES);
                            EventFd.blocking(kick.fd(), true);
                            for (int i = 0; i < 20_000; i++) {
                                kick.signal();
                                kick.drain();
                            }
                        }),
                servedOn(
                        "kick-is-call",
                        RULE,
                        "one descriptor for everything, so that calls kick",
                        c -> {
                            EventFd event = c.keep(EventFd.create());
                            for (int queue = 0; queue < 2; queue++) {
                                c.say(FrontEnd.SET_VRING_CALL, queue, event.fd());
                                c.say(FrontEnd.SET_VRING_KICK, queue, event.fd());
                            }
                            c.rx().wantCalls(true);
                            c.tx().wantCalls(true);
                            event.signal();
                        }),
                servedOn(
                        "hidden-connection",
                        ANCILLARY,
                        "hides its end of a connection in the queue of a socket that it passes on",
                        c -> {
                            FrontEnd hidden = FrontEnd.connect(c.socket());
                            UnixSocket[] pair = UnixSocket.pair();
                            c.keep(pair[0]).send(c.scratch, 0, 1, hidden.fd());
                            hidden.close();
                            c.frontEnd().tellPayload(SET_BACKEND_REQ_FD, 0, pair[1].fd());
                            pair[1].close();
                        }));
    }
}
