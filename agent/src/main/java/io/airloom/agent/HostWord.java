package io.airloom.agent;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.WireEncoder;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What the agent says to the host besides frames and receipts.
sealed interface HostWord {
    /// The host does not look at the type.
    int ANY_TYPE = 0x10;

    /// Writes it; [io.airloom.wire.AgentProtocol#MAX_LENGTH] octets are there.
    ///
    /// @return its octets
    int write(MemorySegment segment, long offset, long sentNanos);

    /// The answer to a PING.
    record Pong(long pingSentNanos, long receivedNanos) implements HostWord {
        @Override
        public int write(MemorySegment segment, long offset, long sentNanos) {
            return WireEncoder.pong(segment, offset, sentNanos, pingSentNanos, receivedNanos);
        }
    }

    /// The answer to a CREATE.
    record Created(int request, int errno, long key) implements HostWord {
        @Override
        public int write(MemorySegment segment, long offset, long sentNanos) {
            return WireEncoder.created(segment, offset, sentNanos, request, errno, key);
        }
    }

    /// Radios of the guest that answer to these addresses, as their kernel says it itself when an
    /// interface comes up (hwsim.md §2). Those beyond one message's room are left out: a kernel has
    /// no more than a hundred radios.
    record Addresses(List<Address> addresses) implements HostWord {
        public Addresses {
            addresses = List.copyOf(addresses);
        }

        @Override
        public int write(MemorySegment segment, long offset, long sentNanos) {
            MessageBatch batch = MessageBatch.up();
            batch.open(segment, offset, AgentProtocol.MAX_LENGTH);
            int length = HwsimKernelEncoder.MAC_ADDRESS_LENGTH;
            for (Address each : addresses) {
                long at = batch.claim(length, sentNanos);
                if (at >= 0) {
                    HwsimKernelEncoder.macAddress(
                            segment,
                            at,
                            length,
                            ANY_TYPE,
                            HwsimCommand.ADD_MAC_ADDR,
                            each.key(),
                            each.address());
                    batch.commit();
                }
            }
            return batch.close(sentNanos);
        }
    }

    /// One address of a radio.
    record Address(long key, long address) {}

    /// The end.
    record Bye(Farewell farewell, String reason) implements HostWord {
        @Override
        public int write(MemorySegment segment, long offset, long sentNanos) {
            return WireEncoder.bye(segment, offset, sentNanos, farewell, reason);
        }
    }
}
