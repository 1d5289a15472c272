package io.airloom.hwsim;

/// Why a message is not what a kernel would send.
public enum HwsimProblem {
    /// Nothing is wrong.
    OK,
    /// Fewer octets than the two headers have.
    NO_HEADER,
    /// `nlmsg_len` is smaller than the two headers.
    LENGTH_TOO_SMALL,
    /// `nlmsg_len` reaches beyond the octets that came.
    LENGTH_BEYOND_BUFFER,
    /// An attribute's length is smaller than its header.
    ATTRIBUTE_TOO_SHORT,
    /// An attribute reaches beyond the message.
    ATTRIBUTE_BEYOND_MESSAGE,
    /// An attribute that must have an exact size has another one.
    ATTRIBUTE_SIZE,
    /// An attribute that may come once came again. The first one counts.
    ATTRIBUTE_REPEATED,
    /// More attributes than any message has.
    TOO_MANY_ATTRIBUTES,
    /// One to three octets behind the last attribute.
    TRAILING_OCTETS,
    /// The command needs an attribute that is not there.
    ATTRIBUTE_MISSING
}
