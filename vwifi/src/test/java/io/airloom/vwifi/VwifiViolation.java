package io.airloom.vwifi;

import io.airloom.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.util.List;

/// One way for a client, a spy or a control program to break a rule, and what must become of it.
///
/// @param name unique, lower case with dashes
/// @param rule the clause of vwifi.md that it breaks
/// @param how what the culprit does, in words
/// @param outcome what must happen to the culprit
/// @param role as what it connects
/// @param octets what it sends
record VwifiViolation(
        String name, String rule, String how, Outcome outcome, Role role, List<Byte> octets) {
    /// What becomes of a culprit.
    enum Outcome {
        /// Its connection ends, as one that broke the protocol.
        DISCONNECTED("disconnected"),
        /// Nobody hears it, it is counted, and the next thing that it says is heard.
        SERVED_ON("served on"),
        /// It is hung up on, without an answer and without effect.
        HUNG_UP("hung up on");

        final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    /// Who does it.
    enum Role {
        CLIENT,
        SPY,
        CONTROL
    }

    private static final String RECORD = "record (§2.1)";
    private static final String MESSAGE = "message (hwsim.md §4.1)";
    private static final String ORDER = "order (§4)";

    /// Every one.
    static List<VwifiViolation> all() {
        byte[] good = SpecClient.kernelMessage(VwifiFixture.beacon(VwifiFixture.AP), 2412);
        return List.of(
                ends("length-0", "a message of 0 octets", record(new byte[36], 0)),
                ends("length-35", "a message of 35 octets", record(new byte[36], 35)),
                ends("length-4097", "a message of 4097 octets", record(new byte[36], 4097)),
                ends("length-2-31", "a message of 2^31 octets", record(new byte[36], 1 << 31)),
                ends("length-all-ones", "a message of 2^32 − 1 octets", record(new byte[36], -1)),
                spyEnds("spy-length-all-ones", "the same by a spy", record(new byte[36], -1)),
                ends("size-5000", "in the old form, a message of 5000 octets", sized(5000)),
                keeps("zeros", "36 octets, all zero but the length", record(new byte[36], 36)),
                keeps("attribute-endless", "FRAME of 65535 octets", edited(good, 32, 0xffff)),
                keeps("attribute-empty", "an attribute of 0 octets", edited(good, 20, 0)),
                keeps("attribute-3", "an attribute of 3 octets", edited(good, 20, 3)),
                keeps("frame-9", "a frame of 9 octets", edited(good, 32, 13)),
                keeps("frame-none", "no FRAME attribute", edited(good, 34, 99)),
                keeps("frequency-none", "no FREQ attribute", edited(good, frequencyAt(good), 99)),
                keeps("frequency-0", "0 MHz", edited(good, frequencyAt(good) + 2, 0)),
                keeps("frame-2305", "a frame of 2305 octets", record(long2305())),
                keeps("command-register", "another command", edited(good, 16, 0x0101)),
                spyKeeps("spy-attribute-endless", "the same", edited(good, 32, 0xffff)),
                hangsUp("order-10", "an order that there is not", words(10)),
                hangsUp("order-negative", "order −1", words(-1)),
                hangsUp("order-half", "two octets, then silence", new byte[] {3, 0}),
                hangsUp("place-half", "SET without where", words(3, 46016)),
                hangsUp("place-1", "SET of client 1", words(3, 1, 5, 5, 5)),
                hangsUp("name-long", "a name of 2^31 − 1 octets", words(4, 46016, 0x7fff_ffff)),
                hangsUp("name-negative", "a name of −1 octets", words(4, 46016, -1)),
                hangsUp("scale-nan", "a scale that is no number", words(8, 0, 0x7ff8_0000)),
                hangsUp("scale-negative", "a scale of −1", words(8, 0, 0xbff0_0000)),
                hangsUp("order-flood", "64 KiB behind an order", flood()));
    }

    private static int frequencyAt(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int at = 20;
        while (in.getShort(at + 2) != 19) {
            at += (in.getShort(at) + 3) & ~3;
        }
        return at + 2;
    }

    private static byte[] long2305() {
        return SpecClient.kernelMessage(
                VwifiFixture.frame(0x08, VwifiFixture.ALL, VwifiFixture.AP, 2305), 2412);
    }

    private static byte[] record(byte[] message, int length) {
        ByteBuffer out = SpecClient.little(1 + message.length);
        out.put((byte) 20).put(message).putInt(1, length);
        return SpecClient.octets(out);
    }

    private static byte[] record(byte[] message) {
        return record(message, message.length);
    }

    private static byte[] edited(byte[] message, int at, int value) {
        byte[] record = record(message);
        ByteBuffer.wrap(record)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putShort(1 + at, (short) value);
        return record;
    }

    private static byte[] sized(int size) {
        ByteBuffer out = SpecClient.little(100);
        out.put((byte) 20).putShort((short) size).putInt(size).put(new byte[40]);
        return SpecClient.octets(out);
    }

    private static byte[] words(int... words) {
        ByteBuffer out = SpecClient.little(4 * words.length);
        for (int word : words) {
            out.putInt(word);
        }
        return SpecClient.octets(out);
    }

    private static byte[] flood() {
        byte[] octets = new byte[64 * 1024];
        octets[0] = 11;
        return octets;
    }

    private static VwifiViolation ends(String name, String how, byte[] octets) {
        return of(name, RECORD, how, Outcome.DISCONNECTED, Role.CLIENT, octets);
    }

    private static VwifiViolation spyEnds(String name, String how, byte[] octets) {
        return of(name, RECORD, how, Outcome.DISCONNECTED, Role.SPY, octets);
    }

    private static VwifiViolation keeps(String name, String how, byte[] octets) {
        return of(name, MESSAGE, how, Outcome.SERVED_ON, Role.CLIENT, octets);
    }

    private static VwifiViolation spyKeeps(String name, String how, byte[] octets) {
        return of(name, MESSAGE, how, Outcome.SERVED_ON, Role.SPY, octets);
    }

    private static VwifiViolation hangsUp(String name, String how, byte[] octets) {
        return of(name, ORDER, how, Outcome.HUNG_UP, Role.CONTROL, octets);
    }

    private static VwifiViolation of(
            String name, String rule, String how, Outcome outcome, Role role, byte[] octets) {
        List<Byte> list = new java.util.ArrayList<>();
        for (byte octet : octets) {
            list.add(octet);
        }
        return new VwifiViolation(name, rule, how, outcome, role, list);
    }

    /// Sends it, as far as it is taken.
    void commit(UnixSocket socket) {
        byte[] all = new byte[octets.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = octets.get(i);
        }
        int sent = 0;
        while (sent < all.length) {
            int n = socket.send(all, sent, all.length - sent);
            if (n == UnixSocket.WOULD_BLOCK) {
                return;
            }
            sent += n;
        }
    }

    /// Its line in the table of docs/security.md.
    String row() {
        return "| `%s` | %s | %s | %s |".formatted(name, rule, how, outcome.text);
    }

    @Override
    public String toString() {
        return name;
    }
}
