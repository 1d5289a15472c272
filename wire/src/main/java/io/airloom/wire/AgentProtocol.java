package io.airloom.wire;

import io.airloom.ieee80211.MacAddress;

/// The protocol between an agent, which is a program inside a guest, and the host of an air, over
/// any stream of octets. Numbers are little-endian. Each message begins with
///
/// ```
///  0        4      6   8        16
///  length   type   0   sent     what the type says
/// ```
///
/// where `length` counts everything and `sent` is the sender's monotonic clock, in nanoseconds,
/// just before the message went out. No message is longer than [#MAX_LENGTH].
///
/// ```
///   agent                                   host
///     │ HELLO      name, boot, nonce          │
///     │──────────────────────────────────────▶│
///     │        CHALLENGE  version, nonce      │
///     │◀──────────────────────────────────────│
///     │ PROOF      if one is wanted           │
///     │──────────────────────────────────────▶│
///     │        WELCOME    place, proof        │
///     │◀──────────────────────────────────────│
///     │ FRAMES_UP, RECEIPTS, CREATED, PONG    │   FRAMES_DOWN, CREATE, PING
///     │◀─────────────────────────────────────▶│
///     │ BYE        why, from either side      │
/// ```
///
/// **Lines without connections** (a serial port): whoever starts anew says HELLO in the middle of
/// anything. A reader that meets something that is no message drops octets up to the next HELLO or
/// CHALLENGE, which [#MAGIC] marks ([MessageStream]). An agent without an answer repeats HELLO with
/// growing pauses; one that gets a BYE begins with HELLO again.
///
/// **Silence.** The host sends PING at least twice in the time that WELCOME names; who hears
/// nothing for that time takes the other for gone.
///
/// **Proofs** are of both sides, over the whole HELLO and CHALLENGE ([Handshake]).
public final class AgentProtocol {
    /// The version spoken here.
    public static final int VERSION = 1;

    /// The port of an air, on vsock and TCP.
    public static final int DEFAULT_PORT = 8215;

    /// Octets of the longest message.
    public static final int MAX_LENGTH = 1 << 13;

    /// Octets before the part that depends on the type, and of the shortest message.
    public static final int HEADER_LENGTH = 16;

    public static final int NONCE_LENGTH = 16;
    public static final int PROOF_LENGTH = 32;

    /// Octets of a name; each is printable ASCII.
    public static final int MAX_NAME_LENGTH = 64;

    /// Octets of the words in a BYE.
    public static final int MAX_REASON_LENGTH = 256;

    /// Receipts in one message.
    public static final int MAX_RECEIPTS = 32;

    /// An agent that holds receipts back sends them so long after the first at the latest.
    public static final int RECEIPTS_DELAY_MILLIS = 100;

    /// Places are numbered from 1 up to this.
    public static final int MAX_PLACE = (1 << 24) - 1;

    /// Radios that an agent may be asked to create.
    public static final int MAX_RADIOS = 100;

    /// Capability of an agent: it creates radios when it is asked to (WELCOME, CREATE).
    public static final int CREATES_RADIOS = 1;

    /// Capability of an agent: it sends RECEIPTS.
    public static final int SENDS_RECEIPTS = 2;

    /// In HELLO and CHALLENGE, where a reader that has lost its place begins again: octet 0x89,
    /// `airloom-agent`, CR, LF.
    static final byte[] MAGIC = magic();

    private static final long CREATED_PREFIX = 0x0241_0000_0000L;

    private AgentProtocol() {}

    /// The address of a radio that an agent creates: `02:41`, three octets of its place, one of the
    /// radio's number. So no two agents of an air create the same one.
    ///
    /// @param place 1 … [#MAX_PLACE]
    /// @param radio 0 … 255
    public static long radioAddress(int place, int radio) {
        if (place < 1 || place > MAX_PLACE || radio < 0 || radio > 255) {
            throw new IllegalArgumentException("place=" + place + " radio=" + radio);
        }
        long address = CREATED_PREFIX | (long) place << Byte.SIZE | radio;
        assert !MacAddress.isGroup(address);
        return address;
    }

    /// The text as a name or a reason that the protocol can carry: what is not printable ASCII
    /// becomes `?`, and what is too long is cut.
    public static String printable(String text, int maxLength) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length() && clean.length() < maxLength; i++) {
            char c = text.charAt(i);
            clean.append(isPrintable(c) ? c : '?');
        }
        return clean.toString();
    }

    static boolean isPrintable(int octet) {
        return octet >= ' ' && octet <= '~';
    }

    private static byte[] magic() {
        byte[] magic = "\0airloom-agent\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        magic[0] = (byte) 0x89;
        return magic;
    }
}
