package io.airloom.proxy;

/// One guest, which has its own session and connection: `vsock:3`, `uds:/tmp/vm.vsock`,
/// `tcp:192.0.2.7`. The same guest has the same name each time it comes.
///
/// @param name for people and for records; at most 255 characters
public record GuestId(String name) {
    @Override
    public String toString() {
        return name;
    }
}
