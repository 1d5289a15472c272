package io.airloom.linux;

/// Sizes and offsets, in octets, of the C structures that cross the border, for the two machines
/// that Airloom runs on. Everything but `epoll_event` (packed on x86-64 only) and `stat` is the
/// same on both. A test compiles a small C program that prints the compiler's own opinion.
final class Layout {
    private static final boolean X86 = System.getProperty("os.arch", "").equals("amd64");

    static final int EPOLL_EVENT_SIZE = X86 ? 12 : 16;
    static final int EPOLL_EVENT_EVENTS = 0;
    static final int EPOLL_EVENT_DATA = X86 ? 4 : 8;

    static final int STAT_SIZE = X86 ? 144 : 128;
    static final int STAT_MODE = X86 ? 24 : 16;
    static final int STAT_INODE = 8;
    static final int STAT_LENGTH = 48;
    static final int STAT_PAGE_SIZE = 56;

    static final int MSGHDR_SIZE = 56;
    static final int MSGHDR_NAME = 0;
    static final int MSGHDR_NAMELEN = 8;
    static final int MSGHDR_IOV = 16;
    static final int MSGHDR_IOVLEN = 24;
    static final int MSGHDR_CONTROL = 32;
    static final int MSGHDR_CONTROLLEN = 40;
    static final int MSGHDR_FLAGS = 48;

    static final int IOVEC_SIZE = 16;
    static final int IOVEC_BASE = 0;
    static final int IOVEC_LEN = 8;

    static final int CMSGHDR_LEN = 0;
    static final int CMSGHDR_LEVEL = 8;
    static final int CMSGHDR_TYPE = 12;

    /// Where the descriptors start, and what `CMSG_LEN(0)` is.
    static final int CMSGHDR_DATA = 16;

    static final int SOCKADDR_UN_PATH = 2;
    static final int SOCKADDR_UN_SIZE = 110;

    /// Longest path of a socket, without the closing zero.
    static final int SOCKADDR_UN_PATH_MAX = SOCKADDR_UN_SIZE - SOCKADDR_UN_PATH - 1;

    static final int SOCKADDR_VM_SIZE = 16;
    static final int SOCKADDR_VM_PORT = 4;
    static final int SOCKADDR_VM_CID = 8;

    static final int SOCKADDR_NL_SIZE = 12;
    static final int SOCKADDR_NL_PID = 4;

    static final int POLLFD_SIZE = 8;
    static final int POLLFD_EVENTS = 4;

    static final int SOCKADDR_IN_SIZE = 16;
    static final int SOCKADDR_IN_PORT = 2;
    static final int SOCKADDR_IN_ADDRESS = 4;

    static final int SOCKADDR_IN6_SIZE = 28;
    static final int SOCKADDR_IN6_PORT = 2;
    static final int SOCKADDR_IN6_ADDRESS = 8;
    static final int SOCKADDR_IN6_SCOPE = 24;

    static final int UCRED_SIZE = 12;
    static final int UCRED_PID = 0;

    static final int TIMEVAL_SIZE = 16;

    static final int ITIMERSPEC_SIZE = 32;
    static final int ITIMERSPEC_VALUE_SECONDS = 16;
    static final int ITIMERSPEC_VALUE_NANOS = 24;

    private Layout() {}

    /// `CMSG_SPACE(payload)`: a control message with its padding to 8 octets.
    static int controlSpace(int payload) {
        return CMSGHDR_DATA + ((payload + 7) & ~7);
    }
}
