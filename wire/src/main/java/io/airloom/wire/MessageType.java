package io.airloom.wire;

/// Types of the messages. "Up" is from the agent to the host, "down" the other way.
public final class MessageType {
    /// Up: who it is, what it can do, and a nonce.
    public static final int HELLO = 1;

    /// Down: the version chosen, the agent's nonce and the host's, and whether a proof is wanted.
    public static final int CHALLENGE = 2;

    /// Up: that the agent knows the secret.
    public static final int PROOF = 3;

    /// Down: it is on the air; that the host knows the secret, too; and what is wanted of it.
    public static final int WELCOME = 4;

    /// Up: netlink messages of the guest's kernel, each with the time at which it was taken.
    public static final int FRAMES_UP = 5;

    /// Down: netlink messages for the guest's kernel.
    public static final int FRAMES_DOWN = 6;

    /// Down: are you there, and what does your clock say? With the host's estimate of it.
    public static final int PING = 7;

    /// Up: the answer to a PING, at once.
    public static final int PONG = 8;

    /// Up: when FRAMES_DOWN came, and when the last message in them had gone to the kernel.
    public static final int RECEIPTS = 9;

    /// Down: create one more radio.
    public static final int CREATE = 10;

    /// Up: the radio, or why there is none.
    public static final int CREATED = 11;

    /// Both ways: the end, and why.
    public static final int BYE = 12;

    private MessageType() {}

    /// The name above; `type 99` for any other number.
    public static String name(int type) {
        return switch (type) {
            case HELLO -> "HELLO";
            case CHALLENGE -> "CHALLENGE";
            case PROOF -> "PROOF";
            case WELCOME -> "WELCOME";
            case FRAMES_UP -> "FRAMES_UP";
            case FRAMES_DOWN -> "FRAMES_DOWN";
            case PING -> "PING";
            case PONG -> "PONG";
            case RECEIPTS -> "RECEIPTS";
            case CREATE -> "CREATE";
            case CREATED -> "CREATED";
            case BYE -> "BYE";
            default -> "type " + type;
        };
    }

    /// Does the agent send it?
    public static boolean isUp(int type) {
        return switch (type) {
            case HELLO, PROOF, FRAMES_UP, PONG, RECEIPTS, CREATED, BYE -> true;
            default -> false;
        };
    }
}
