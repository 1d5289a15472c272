package io.airloom.agent;

import java.util.List;

/// The radios of the guest: what they are, and more of them. Asking the kernel takes milliseconds;
/// any thread may, one after the other.
interface GuestRadios {
    /// The addresses of all interfaces that are up.
    List<HostWord.Address> addresses();

    /// How many radios there are.
    int count();

    /// Creates a radio, which stays when the agent ends: its interfaces may be in use.
    ///
    /// @param address its permanent address
    /// @return 0, or the kernel's error
    int create(long address);

    /// Creates radios until there are as many as wanted.
    ///
    /// @param place of the agent on the air, from which the new radios' addresses come
    /// @return how many were created
    /// @throws AgentException if the kernel creates none
    int ensure(int place, int wanted);
}
