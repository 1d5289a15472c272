package io.airloom.wire;

/// Why octets are not a message of the protocol.
public enum WireProblem {
    /// Nothing is wrong.
    OK("nothing is wrong"),
    /// The length is smaller than the header.
    LENGTH_TOO_SMALL("the length is smaller than the header"),
    /// The length is larger than any message's.
    LENGTH_TOO_LARGE("the length is larger than any message's"),
    /// The two octets behind the type are not 0.
    RESERVED_NOT_ZERO("octets that must be 0 are not"),
    /// No message has this type.
    TYPE_UNKNOWN("no message has this type"),
    /// A message of this type has another length.
    LENGTH_OF_TYPE("a message of this type has another length"),
    /// HELLO or CHALLENGE without the magic octets.
    MAGIC("the magic octets are not there"),
    /// HELLO whose least version is larger than its most, or 0.
    VERSIONS("the least version is 0 or larger than the most"),
    /// HELLO whose name is empty or too long, or not printable.
    NAME("the name is empty, too long or not printable"),
    /// WELCOME with a place or a number of radios that there is not.
    PLACE("there is no such place or number of radios"),
    /// FRAMES without any netlink message.
    NO_ITEMS("there is no netlink message in it"),
    /// A netlink message is shorter than its headers.
    ITEM_TOO_SHORT("a netlink message is shorter than its headers"),
    /// A netlink message reaches beyond the end.
    ITEM_BEYOND_MESSAGE("a netlink message reaches beyond the end"),
    /// RECEIPTS without any, or with too many.
    RECEIPT_COUNT("there are no receipts in it, or too many");

    private final String text;

    WireProblem(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
