package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A view over one message, in memory that nobody else changes. [#wrap] checks all of it; the
/// accessors of the message's own type then read it where it lies (those of other types read
/// nonsense, or throw). Malformed input is a [WireProblem], never an exception.
///
/// Reused for every message; for one thread. Nothing is allocated but by accessors that return a
/// String or an array, which only messages of the handshake and BYE have.
public final class WireMessage {
    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int length;
    private int type;
    private int nextItem;
    private int itemStart;
    private int itemLength;

    /// A view of nothing yet.
    public WireMessage() {}

    /// Octets that the message at `offset` says to have, 0 to 2^32 − 1. Four must be there.
    public static long declaredLength(MemorySegment segment, long offset) {
        return WireLayout.u32(segment, offset);
    }

    /// Reads the message of `length` octets at `offset`. It must say that it has as many.
    ///
    /// @return what is wrong with it, or [WireProblem#OK]
    public WireProblem wrap(MemorySegment segment, long offset, int length) {
        this.segment = segment;
        this.start = offset;
        this.length = length;
        this.type = 0;
        this.nextItem = Integer.MAX_VALUE;
        if (length < AgentProtocol.HEADER_LENGTH) {
            return WireProblem.LENGTH_TOO_SMALL;
        }
        WireProblem problem = WireLayout.headerProblem(segment, offset);
        if (problem != WireProblem.OK) {
            return problem;
        }
        type = WireLayout.u16(segment, offset + WireLayout.TYPE);
        if (WireLayout.u32(segment, offset) != length) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        return body();
    }

    private WireProblem body() {
        return switch (type) {
            case MessageType.HELLO -> hello();
            case MessageType.CHALLENGE ->
                    length != WireLayout.CHALLENGE_LENGTH
                            ? WireProblem.LENGTH_OF_TYPE
                            : WireLayout.isMagic(segment, start + WireLayout.MAGIC)
                                    ? WireProblem.OK
                                    : WireProblem.MAGIC;
            case MessageType.PROOF -> exactly(WireLayout.PROOF_MESSAGE_LENGTH);
            case MessageType.WELCOME -> welcome();
            case MessageType.FRAMES_UP -> items(WireLayout.ITEM_TIME_LENGTH);
            case MessageType.FRAMES_DOWN -> items(0);
            case MessageType.PING -> exactly(WireLayout.PING_LENGTH);
            case MessageType.PONG -> exactly(WireLayout.PONG_LENGTH);
            case MessageType.RECEIPTS -> receipts();
            case MessageType.CREATE -> exactly(WireLayout.CREATE_LENGTH);
            case MessageType.CREATED -> exactly(WireLayout.CREATED_LENGTH);
            default -> bye();
        };
    }

    private WireProblem exactly(int wanted) {
        return length == wanted ? WireProblem.OK : WireProblem.LENGTH_OF_TYPE;
    }

    private WireProblem hello() {
        if (length < WireLayout.HELLO_NAME) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        if (!WireLayout.isMagic(segment, start + WireLayout.MAGIC)) {
            return WireProblem.MAGIC;
        }
        if (leastVersion() == 0 || leastVersion() > mostVersion()) {
            return WireProblem.VERSIONS;
        }
        int nameLength = u16(WireLayout.HELLO_NAME_LENGTH);
        if (nameLength == 0 || nameLength > AgentProtocol.MAX_NAME_LENGTH) {
            return WireProblem.NAME;
        }
        if (length != WireLayout.HELLO_NAME + nameLength) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        for (int i = 0; i < nameLength; i++) {
            if (!AgentProtocol.isPrintable(
                    WireLayout.u8(segment, start + WireLayout.HELLO_NAME + i))) {
                return WireProblem.NAME;
            }
        }
        return WireProblem.OK;
    }

    private WireProblem welcome() {
        if (length != WireLayout.WELCOME_LENGTH) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        boolean good =
                place() >= 1
                        && place() <= AgentProtocol.MAX_PLACE
                        && radiosWanted() <= AgentProtocol.MAX_RADIOS;
        return good ? WireProblem.OK : WireProblem.PLACE;
    }

    private WireProblem items(int timeLength) {
        int at = WireLayout.ITEMS;
        if (at == length) {
            return WireProblem.NO_ITEMS;
        }
        while (at < length) {
            if (length - at < timeLength + WireLayout.MIN_ITEM_LENGTH) {
                return WireProblem.ITEM_BEYOND_MESSAGE;
            }
            long declared = WireLayout.u32(segment, start + at + timeLength);
            if (declared < WireLayout.MIN_ITEM_LENGTH) {
                return WireProblem.ITEM_TOO_SHORT;
            }
            if (declared > length - at - timeLength) {
                return WireProblem.ITEM_BEYOND_MESSAGE;
            }
            at += timeLength + WireLayout.align((int) declared);
        }
        if (at != length) {
            return WireProblem.ITEM_BEYOND_MESSAGE;
        }
        nextItem = WireLayout.ITEMS;
        return WireProblem.OK;
    }

    private WireProblem receipts() {
        int octets = length - WireLayout.RECEIPTS;
        if (octets % WireLayout.RECEIPT_LENGTH != 0) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        return receiptCount() == 0 || receiptCount() > AgentProtocol.MAX_RECEIPTS
                ? WireProblem.RECEIPT_COUNT
                : WireProblem.OK;
    }

    private WireProblem bye() {
        if (length < WireLayout.BYE_REASON) {
            return WireProblem.LENGTH_OF_TYPE;
        }
        int reasonLength = u16(WireLayout.BYE_REASON_LENGTH);
        return reasonLength <= AgentProtocol.MAX_REASON_LENGTH
                        && length == WireLayout.BYE_REASON + reasonLength
                ? WireProblem.OK
                : WireProblem.LENGTH_OF_TYPE;
    }

    /// A [MessageType]; 0 if the header could not be read.
    public int type() {
        return type;
    }

    /// Octets of the message.
    public int length() {
        return length;
    }

    /// The memory that it lies in.
    public MemorySegment segment() {
        return segment;
    }

    /// Where in [#segment()] it begins.
    public long offset() {
        return start;
    }

    /// The sender's clock when it went out.
    public long sentNanos() {
        return s64(WireLayout.SENT);
    }

    // ---- HELLO

    public int leastVersion() {
        return u16(WireLayout.HELLO_LEAST);
    }

    public int mostVersion() {
        return u16(WireLayout.HELLO_MOST);
    }

    /// Capabilities of HELLO or CHALLENGE: bits of [AgentProtocol], and others to be ignored.
    public int capabilities() {
        assert WireLayout.HELLO_CAPABILITIES == WireLayout.CHALLENGE_CAPABILITIES;
        return WireLayout.s32(segment, start + WireLayout.HELLO_CAPABILITIES);
    }

    /// The agent's nonce, in HELLO or, repeated, in CHALLENGE.
    public byte[] agentNonce() {
        assert WireLayout.HELLO_NONCE == WireLayout.CHALLENGE_AGENT_NONCE;
        return octets(WireLayout.HELLO_NONCE, AgentProtocol.NONCE_LENGTH);
    }

    /// A number of the guest's present boot: the same if an agent comes again, another one after
    /// the guest has rebooted.
    public long boot() {
        return s64(WireLayout.HELLO_BOOT);
    }

    /// What the guest is called.
    public String name() {
        return text(WireLayout.HELLO_NAME, u16(WireLayout.HELLO_NAME_LENGTH));
    }

    // ---- CHALLENGE

    /// The version that the host has chosen.
    public int version() {
        return u16(WireLayout.CHALLENGE_VERSION);
    }

    public boolean proofWanted() {
        return (u16(WireLayout.CHALLENGE_FLAGS) & WireLayout.PROOF_WANTED) != 0;
    }

    /// The agent's proof, or the host's; of the host all zeros if it wanted none of the agent.
    public byte[] proof() {
        return octets(WireLayout.PROOF, AgentProtocol.PROOF_LENGTH);
    }

    /// The agent's number on the air, for addresses ([AgentProtocol#radioAddress]).
    public int place() {
        return WireLayout.s32(segment, start + WireLayout.WELCOME_PLACE);
    }

    /// How many radios the guest is to have; the agent creates what is missing.
    public int radiosWanted() {
        return u16(WireLayout.WELCOME_RADIOS);
    }

    /// A frame without a TX status after this time is to be answered by the agent as not
    /// acknowledged.
    public long verdictMicros() {
        return WireLayout.u32(segment, start + WireLayout.WELCOME_VERDICT_MICROS);
    }

    /// Who hears nothing for this time takes the other for gone.
    public long silenceMillis() {
        return WireLayout.u32(segment, start + WireLayout.WELCOME_SILENCE_MILLIS);
    }

    // ---- FRAMES_UP, FRAMES_DOWN

    /// Goes to the first netlink message, then to the next.
    ///
    /// @return false if there is none left
    public boolean nextItem() {
        if (nextItem >= length) {
            return false;
        }
        int timeLength = type == MessageType.FRAMES_UP ? WireLayout.ITEM_TIME_LENGTH : 0;
        itemStart = nextItem + timeLength;
        itemLength = (int) WireLayout.u32(segment, start + itemStart);
        nextItem = itemStart + WireLayout.align(itemLength);
        return true;
    }

    /// Where in [#segment()] the present netlink message begins.
    public long itemOffset() {
        return start + itemStart;
    }

    /// Octets of the present netlink message, at least 20.
    public int itemLength() {
        return itemLength;
    }

    /// When the present message of FRAMES_UP was taken from the kernel. The same as [#sentNanos()]
    /// if the agent read its clock once only.
    public long capturedNanos() {
        return s64(itemStart - WireLayout.ITEM_TIME_LENGTH);
    }

    // ---- PING, PONG

    /// The host's clock minus the agent's, as the host estimates it.
    public long clockOffsetNanos() {
        return s64(WireLayout.PING_OFFSET);
    }

    /// How much that may be off in either direction; negative if nothing is known yet.
    public long clockUncertaintyNanos() {
        return s64(WireLayout.PING_UNCERTAINTY);
    }

    /// When the PING that this answers was sent, on the host's clock.
    public long pingSentNanos() {
        return s64(WireLayout.PONG_PING_SENT);
    }

    /// When that PING came, on the agent's clock.
    public long pingReceivedNanos() {
        return s64(WireLayout.PONG_RECEIVED);
    }

    // ---- RECEIPTS

    public int receiptCount() {
        return (length - WireLayout.RECEIPTS) / WireLayout.RECEIPT_LENGTH;
    }

    /// When the FRAMES_DOWN of this receipt was sent, on the host's clock.
    public long receiptSentNanos(int index) {
        return s64(receipt(index));
    }

    /// When it came, on the agent's clock.
    public long receiptReceivedNanos(int index) {
        return s64(receipt(index) + WireLayout.RECEIPT_RECEIVED);
    }

    /// When the last netlink message of it had gone to the kernel, on the agent's clock.
    public long receiptInjectedNanos(int index) {
        return s64(receipt(index) + WireLayout.RECEIPT_INJECTED);
    }

    private int receipt(int index) {
        if (index < 0 || index >= receiptCount()) {
            throw new IndexOutOfBoundsException("index=" + index + " count=" + receiptCount());
        }
        return WireLayout.RECEIPTS + index * WireLayout.RECEIPT_LENGTH;
    }

    // ---- CREATE, CREATED

    /// The number of the request, in CREATE and CREATED.
    public int request() {
        assert WireLayout.CREATE_REQUEST == WireLayout.CREATED_REQUEST;
        return WireLayout.s32(segment, start + WireLayout.CREATE_REQUEST);
    }

    /// The address that the radio to be created is to have, as in `MacAddress`.
    public long radioAddress() {
        return s64(WireLayout.CREATE_ADDRESS);
    }

    /// Why the radio could not be created; 0 if it was.
    public int errno() {
        return WireLayout.s32(segment, start + WireLayout.CREATED_ERRNO);
    }

    /// The key of the radio that was created, as in `MacAddress`.
    public long radioKey() {
        return s64(WireLayout.CREATED_KEY);
    }

    // ---- BYE

    public Farewell farewell() {
        return Farewell.ofCode(u16(WireLayout.BYE_FAREWELL));
    }

    /// Why, in words: printable ASCII, whatever was sent.
    public String reason() {
        return text(WireLayout.BYE_REASON, u16(WireLayout.BYE_REASON_LENGTH));
    }

    private int u16(int field) {
        return WireLayout.u16(segment, start + field);
    }

    private long s64(int field) {
        return WireLayout.s64(segment, start + field);
    }

    private byte[] octets(int field, int count) {
        byte[] octets = new byte[count];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, start + field, octets, 0, count);
        return octets;
    }

    private String text(int field, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            int octet = WireLayout.u8(segment, start + field + i);
            text.append(AgentProtocol.isPrintable(octet) ? (char) octet : '?');
        }
        return text.toString();
    }

    /// Type and length, for messages to people.
    @Override
    public String toString() {
        return MessageType.name(type) + " of " + length + " octets";
    }
}
