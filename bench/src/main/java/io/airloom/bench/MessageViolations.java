package io.airloom.bench;

import static io.airloom.bench.Violation.answered;
import static io.airloom.bench.Violation.servedOn;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// What can be wrong with a message of the kernel, and with the frame in it.
final class MessageViolations {
    private static final String NETLINK = "hwsim.md §7: netlink message";
    private static final String ATTRIBUTES = "hwsim.md §1.2: attributes";
    private static final String COMMANDS = "hwsim.md §1.1: commands";
    private static final String FRAME = "hwsim.md §4.1: FRAME";
    private static final String ADDRESSES = "hwsim.md §2: addresses";
    private static final String MPDU = "IEEE 802.11-2020 §9.2";
    private static final int COMMAND_AT = 16;
    private static final int FIRST_ATTRIBUTE = 20;

    private MessageViolations() {}

    static List<Violation> all() {
        return Stream.of(lengths(), attributes(), missing(), commands(), addresses(), frames())
                .flatMap(List::stream)
                .toList();
    }

    /// A message that cannot be answered, or needs no answer.
    private static Violation message(
            String name, String rule, String how, ToIntFunction<Culprit> write) {
        return servedOn(
                name,
                rule,
                how,
                c -> {
                    c.send(write.applyAsInt(c));
                    c.unanswerable();
                    c.send(c.frame());
                });
    }

    /// A message with radio and cookie, which is owed a TX status whatever else is in it.
    private static Violation frame(
            String name, String rule, String how, ToIntFunction<Culprit> write) {
        return answered(name, rule, how, c -> c.send(write.applyAsInt(c)));
    }

    private static List<Violation> lengths() {
        return List.of(
                message("message-of-1-octet", NETLINK, "one octet", c -> cut(c, 1)),
                message("message-of-19-octets", NETLINK, "half a header", c -> cut(c, 19)),
                message("message-cut-in-attribute", NETLINK, "the rest missing", c -> cut(c, 30)),
                message("message-length-0", NETLINK, "says 0 octets", c -> says(c, 0)),
                message("message-length-19", NETLINK, "says 19 octets", c -> says(c, 19)),
                frame("message-length-beyond", NETLINK, "says 4 octets more", c -> says(c, -4)),
                frame("message-length-endless", NETLINK, "says 2^32 − 1 octets", c -> says(c, -1)),
                frame(
                        "trailing-octets",
                        NETLINK,
                        "three octets behind the last attribute",
                        c -> {
                            int length = c.frame();
                            c.scratch.set(Culprit.U32, 0, length + 3);
                            return length + 3;
                        }));
    }

    private static int cut(Culprit c, int length) {
        c.frame();
        return length;
    }

    /// What the length field says; negative: so much more than there is.
    private static int says(Culprit c, int length) {
        int real = c.frame();
        c.scratch.set(Culprit.U32, 0, length == -4 ? real + 4 : length);
        return real;
    }

    private static List<Violation> attributes() {
        return List.of(
                message("attribute-length-0", ATTRIBUTES, "0 octets", c -> first(c, 0)),
                message("attribute-length-3", ATTRIBUTES, "3 octets", c -> first(c, 3)),
                message("attribute-beyond", ATTRIBUTES, "65535 octets", c -> first(c, 0xffff)),
                message("key-of-5-octets", ATTRIBUTES, "a short address", c -> first(c, 9)),
                frame(
                        "freq-of-2-octets",
                        ATTRIBUTES,
                        "a number that is too short",
                        c -> resize(c, HwsimAttribute.FREQ, 6)),
                frame(
                        "rates-of-7-octets",
                        ATTRIBUTES,
                        "rate legs that are too short",
                        c -> resize(c, HwsimAttribute.TX_INFO, 11)),
                frame(
                        "frame-swallows-the-rest",
                        ATTRIBUTES,
                        "a frame over all that follows but the cookie",
                        c -> {
                            int length = c.frame();
                            int at = c.attribute(HwsimAttribute.FRAME);
                            int cookie = c.attribute(HwsimAttribute.COOKIE);
                            c.scratch.set(Culprit.U16, at, (short) (cookie - at));
                            return length;
                        }),
                frame("key-repeated", ATTRIBUTES, "the radio twice", c -> repeat(c, 1, 12)),
                message("65-attributes", ATTRIBUTES, "65 empty ones", c -> many(c, 65)),
                message("900-attributes", ATTRIBUTES, "900 empty ones", c -> many(c, 900)),
                frame(
                        "attribute-unknown",
                        ATTRIBUTES,
                        "an attribute of type 200",
                        c -> retype(c, HwsimAttribute.TX_INFO_FLAGS, 200)));
    }

    private static int first(Culprit c, int length) {
        int real = c.frame();
        c.scratch.set(Culprit.U16, FIRST_ATTRIBUTE, (short) length);
        return real;
    }

    private static int resize(Culprit c, int type, int length) {
        int real = c.frame();
        c.scratch.set(Culprit.U16, c.attribute(type), (short) length);
        return real;
    }

    private static int retype(Culprit c, int from, int to) {
        int real = c.frame();
        c.scratch.set(Culprit.U16, c.attribute(from) + 2L, (short) to);
        return real;
    }

    private static int repeat(Culprit c, int times, int length) {
        int real = c.frame();
        for (int i = 0; i < times; i++) {
            MemorySegment.copy(c.scratch, FIRST_ATTRIBUTE, c.scratch, real, length);
            real += length;
        }
        c.scratch.set(Culprit.U32, 0, real);
        return real;
    }

    private static int many(Culprit c, int count) {
        c.frame();
        int length = FIRST_ATTRIBUTE + 4 * count;
        for (int i = 0; i < count; i++) {
            c.scratch.set(Culprit.U32, FIRST_ATTRIBUTE + 4L * i, 4 | 100 << 16);
        }
        c.scratch.set(Culprit.U32, 0, length);
        return Math.min(length, 3776);
    }

    private static List<Violation> missing() {
        return List.of(
                message("frame-without-key", FRAME, "no radio", c -> without(c, 2)),
                message("frame-without-cookie", FRAME, "no cookie", c -> without(c, 8)),
                frame("frame-without-frame", FRAME, "no frame", c -> without(c, 3)),
                frame("frame-without-flags", FRAME, "no flags", c -> without(c, 4)),
                frame("frame-without-freq", FRAME, "no frequency", c -> without(c, 19)),
                frame("frame-without-rates", FRAME, "no rate legs", c -> without(c, 7)));
    }

    private static int without(Culprit c, int type) {
        return retype(c, type, 100);
    }

    private static List<Violation> commands() {
        return Stream.of(
                        command("unspecified", 0),
                        command("register", HwsimCommand.REGISTER),
                        command("tx-info", HwsimCommand.TX_INFO_FRAME),
                        command("new-radio", HwsimCommand.NEW_RADIO),
                        command("del-radio", HwsimCommand.DEL_RADIO),
                        command("get-radio", HwsimCommand.GET_RADIO),
                        command("abort-pmsr", HwsimCommand.ABORT_PMSR),
                        command("report-pmsr", HwsimCommand.REPORT_PMSR),
                        command("unknown-12", 12),
                        command("unknown-255", 255),
                        message(
                                "start-pmsr-without-key",
                                COMMANDS,
                                "a measurement of no radio",
                                c -> {
                                    int length = without(c, 2);
                                    c.scratch.set(
                                            ValueLayout.JAVA_BYTE,
                                            COMMAND_AT,
                                            (byte) HwsimCommand.START_PMSR);
                                    return length;
                                }))
                .toList();
    }

    private static Violation command(String name, int command) {
        return message(
                "command-" + name,
                COMMANDS,
                "a command that kernels do not send",
                c -> {
                    int length = c.frame();
                    c.scratch.set(ValueLayout.JAVA_BYTE, COMMAND_AT, (byte) command);
                    return length;
                });
    }

    private static List<Violation> addresses() {
        return List.of(
                flood("address-of-a-group", 1, i -> MacAddress.BROADCAST),
                flood("addresses-without-end", 1000, i -> 0x02_77_00_00_00_00L + i),
                flood("address-of-another-guest", 1, i -> BenchGuest.address(0, 0)),
                message(
                        "address-taken-from-another-guest",
                        ADDRESSES,
                        "withdraws an address of a bystander",
                        c ->
                                address(
                                        c,
                                        HwsimCommand.DEL_MAC_ADDR,
                                        Culprit.KEY,
                                        BenchGuest.address(0, 0))),
                servedOn(
                        "radios-without-end",
                        ADDRESSES,
                        "1,000 radios, each with an address",
                        c -> {
                            for (int i = 0; i < 1000; i++) {
                                long key = Culprit.KEY + 1 + i;
                                c.send(
                                        address(
                                                c,
                                                HwsimCommand.ADD_MAC_ADDR,
                                                key,
                                                0x02_66_00_00_00_00L + i));
                            }
                        }));
    }

    private static Violation flood(
            String name, int count, java.util.function.LongUnaryOperator to) {
        return servedOn(
                name,
                ADDRESSES,
                "announces %d that it cannot have".formatted(count),
                c -> {
                    for (int i = 0; i < count; i++) {
                        long address = to.applyAsLong(i);
                        c.send(address(c, HwsimCommand.ADD_MAC_ADDR, Culprit.KEY, address));
                    }
                });
    }

    private static int address(Culprit c, int command, long key, long address) {
        return HwsimKernelEncoder.macAddress(
                c.scratch, 0, 4096, Culprit.FAMILY, command, key, address);
    }

    private static List<Violation> frames() {
        long nobody = BenchGuest.address(9, 0);
        long mine = BenchGuest.address(Culprit.INDEX, 0);
        return List.of(
                frame("frame-of-0-octets", MPDU, "nothing", c -> c.frame(0, nobody, mine)),
                frame("frame-of-9-octets", MPDU, "no address", c -> c.frame(9, nobody, mine)),
                frame("frame-of-10-octets", MPDU, "one address", c -> c.frame(10, nobody, mine)),
                frame("frame-of-23-octets", MPDU, "half a header", c -> c.frame(23, nobody, mine)),
                frame("frame-of-2305-octets", MPDU, "too long", c -> c.frame(2305, nobody, mine)),
                frame(
                        "frame-of-3500-octets",
                        MPDU,
                        "far too long",
                        c -> c.frame(3500, nobody, mine)),
                frame("frame-to-itself", MPDU, "sent to itself", c -> c.frame(100, mine, mine)),
                frame(
                        "frame-from-another-guest",
                        MPDU + ", address 2",
                        "in the name of a bystander",
                        c -> c.frame(100, nobody, BenchGuest.address(0, 0))),
                frame(
                        "frame-on-no-frequency",
                        FRAME,
                        "2^32 − 1 MHz",
                        c -> value(c, HwsimAttribute.FREQ, -1)),
                frame(
                        "frame-with-all-flags",
                        "hwsim.md §1.3: flags",
                        "says itself that it was acknowledged",
                        c -> value(c, HwsimAttribute.FLAGS, ~2)),
                frame(
                        "frame-with-impossible-rates",
                        "hwsim.md §1.4: rates",
                        "rate index −128, 255 tries",
                        c -> value(c, HwsimAttribute.TX_INFO, 0xff80ff7f)),
                frame(
                        "frame-of-a-reserved-type",
                        MPDU + ".4.1",
                        "protocol version 3, type 3",
                        c -> {
                            int length = c.frame();
                            int at = c.attribute(HwsimAttribute.FRAME) + 4;
                            c.scratch.set(Culprit.U16, at, (short) 0xffff);
                            return length;
                        }));
    }

    private static int value(Culprit c, int type, int value) {
        int length = c.frame();
        c.scratch.set(Culprit.U32, c.attribute(type) + 4L, value);
        return length;
    }
}
