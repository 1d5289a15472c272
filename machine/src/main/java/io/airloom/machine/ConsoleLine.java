package io.airloom.machine;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The machine's end of its console. One thread reads, another one types, any may close.
interface ConsoleLine extends AutoCloseable {
    /// What the machine has written since; waits for it.
    ///
    /// @return how many octets; negative when there will be no more
    int read(byte[] chunk) throws IOException;

    /// Types keys, all of them, and waits for as long as that takes.
    ///
    /// @throws IOException if the machine does not take them; later ones may get there
    void type(ByteBuffer keys) throws IOException, InterruptedException;

    /// Ends what waits here.
    @Override
    void close();
}
