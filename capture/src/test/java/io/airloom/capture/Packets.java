package io.airloom.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/// All that a reader finds in a file: packets as text, and the problem.
///
/// @param lines `interface link time octets [comments]` of each
/// @param problem of the reader, or null
record Packets(List<String> lines, String problem) {
    static Packets of(byte[] file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (PacketReader reader =
                PacketReader.of(Channels.newChannel(new ByteArrayInputStream(file)))) {
            for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
                byte[] octets =
                        packet.segment()
                                .asSlice(packet.offset(), packet.length())
                                .toArray(ValueLayout.JAVA_BYTE);
                lines.add(
                        "%s %d %d %s of %d %s"
                                .formatted(
                                        packet.interfaceName(),
                                        packet.linkType(),
                                        packet.epochNanos(),
                                        java.util.HexFormat.of().formatHex(octets),
                                        packet.originalLength(),
                                        packet.comments()));
            }
            return new Packets(lines, reader.problem());
        }
    }
}
