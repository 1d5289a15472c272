package io.airloom.kernel;

import static io.airloom.kernel.KernelMessages.attribute;
import static io.airloom.kernel.KernelMessages.error;
import static io.airloom.kernel.KernelMessages.join;
import static io.airloom.kernel.KernelMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Goal: messages are found where they are, and nowhere else, whatever comes.
final class NetlinkMessagesTest {
    private static final int CAPPED_WITH_TEXT = 0x300;
    private static final int WITH_TEXT = 0x200;

    private final NetlinkMessages messages = new NetlinkMessages();

    @Test
    void walksOverSeveralMessages() {
        over(
                join(
                        message(0x1c, 2, 5, 6, new byte[5]),
                        message(NetlinkMessages.DONE, 2, 5, 6, new byte[4])));

        assertThat(messages.next()).isTrue();
        assertThat(messages.type()).isEqualTo(0x1c);
        assertThat(messages.length()).isEqualTo(21);
        assertThat(messages.sequence()).isEqualTo(5);
        assertThat(messages.portId()).isEqualTo(6);
        assertThat(messages.next()).isTrue();
        assertThat(messages.offset()).as("padded").isEqualTo(24);
        assertThat(messages.type()).isEqualTo(NetlinkMessages.DONE);
        assertThat(messages.errno()).isZero();
        assertThat(messages.next()).isFalse();
        assertThat(messages.isBroken()).isFalse();
    }

    @Test
    void readsAnErrorAndTheKernelsWords() {
        byte[] words = attribute(1, "perm addr already present");
        over(
                message(
                        NetlinkMessages.ERROR,
                        CAPPED_WITH_TEXT,
                        1,
                        2,
                        join(error(-Errno.EEXIST, 99), words)));

        assertThat(messages.next()).isTrue();
        assertThat(messages.errno()).isEqualTo(Errno.EEXIST);
        assertThat(messages.explanation()).isEqualTo("perm addr already present");
    }

    @Test
    void findsTheWordsBehindARequestThatIsRepeated() {
        byte[] request = new byte[7];
        byte[] body = join(error(-Errno.EINVAL, 16 + 5), request, new byte[1], attribute(1, "why"));
        over(message(NetlinkMessages.ERROR, WITH_TEXT, 1, 2, body));

        assertThat(messages.next()).isTrue();
        assertThat(messages.explanation()).isEqualTo("why");
    }

    @Test
    void wordsOfAnErrorCannotSteerATerminal() {
        byte[] body = join(error(-Errno.EINVAL, 16), attribute(1, "\u001b[2Jboo\n"));
        over(message(NetlinkMessages.ERROR, CAPPED_WITH_TEXT, 1, 2, body));

        assertThat(messages.next()).isTrue();
        assertThat(messages.explanation()).isEqualTo("?[2Jboo?");
    }

    @Test
    void anAcknowledgementMayCarryANumber() {
        over(message(NetlinkMessages.ERROR, 0x100, 1, 2, error(17, 20)));

        assertThat(messages.next()).isTrue();
        assertThat(messages.errno()).isZero();
        assertThat(messages.result()).isEqualTo(17);
    }

    @Test
    void theLeastNumberIsAnErrorToo() {
        over(message(NetlinkMessages.ERROR, 0, 1, 2, error(Integer.MIN_VALUE, 20)));

        assertThat(messages.next()).isTrue();
        assertThat(messages.errno()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anErrorCutShortSaysNothing() {
        over(message(NetlinkMessages.ERROR, WITH_TEXT, 1, 2, new byte[3]));

        assertThat(messages.next()).isTrue();
        assertThat(messages.errno()).isZero();
        assertThat(messages.explanation()).isEmpty();
    }

    @Test
    void aLengthThatCannotBeEndsTheWalk() {
        for (int length : new int[] {0, 15, 41, -1}) {
            byte[] octets = message(0x1c, 0, 0, 0, new byte[24]);
            KernelMessages.buffer(4).putInt(length).flip().get(octets, 0, 4);
            over(octets);

            assertThat(messages.next()).as("length %d", length).isFalse();
            assertThat(messages.isBroken()).isTrue();
            assertThat(messages.next()).isFalse();
        }
    }

    @Test
    void anyOctetsAreMessagesThatLieWithinThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(120)];
            random.nextBytes(octets);
            for (int at = 0; at + 4 <= octets.length; at += 16 + random.nextInt(8) * 4) {
                octets[at] = (byte) (16 + random.nextInt(30));
                octets[at + 1] = 0;
                octets[at + 2] = 0;
                octets[at + 3] = 0;
            }
            check(octets, "seed " + seed);
        }
    }

    static void check(byte[] octets, String description) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment exact = arena.allocate(octets.length);
            MemorySegment.copy(octets, 0, exact, ValueLayout.JAVA_BYTE, 0, octets.length);
            NetlinkMessages messages = new NetlinkMessages().over(exact, 0, octets.length);
            long end = 0;
            while (messages.next()) {
                assertThat(messages.offset()).as(description).isGreaterThanOrEqualTo(end);
                end = messages.offset() + messages.length();
                assertThat(end).as(description).isLessThanOrEqualTo(octets.length);
                assertThat(messages.errno()).as(description).isNotNegative();
                assertThat(messages.explanation()).doesNotContainPattern("\\p{Cntrl}");
                int body = messages.length() - NetlinkMessages.HEADER_LENGTH;
                long bodyOffset = messages.offset() + NetlinkMessages.HEADER_LENGTH;
                Attributes attributes = Attributes.read(exact, bodyOffset, body);
                for (int type = 0; type < 8; type++) {
                    attributes.u16(type);
                    attributes.u32(type);
                    attributes.address(type);
                    attributes.lastAddress(type);
                    assertThat(attributes.text(type).length()).isLessThanOrEqualTo(body);
                }
            }
        }
    }

    private void over(byte[] octets) {
        MemorySegment segment = MemorySegment.ofArray(octets);
        messages.over(segment, 0, octets.length);
    }
}
