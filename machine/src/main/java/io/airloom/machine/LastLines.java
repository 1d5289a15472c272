package io.airloom.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Reads the end of a log that may be long and may hold anything, to quote it in a message.
public final class LastLines {
    private LastLines() {}

    /// The last lines that are not blank, without control characters, which could play tricks on a
    /// terminal.
    ///
    /// @param bytes how much of the file's end is looked at
    /// @return at most `limit` lines; none if there is no such file
    public static List<String> of(Path file, int bytes, int limit) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer end = ByteBuffer.allocate(bytes);
            channel.position(Math.max(0, channel.size() - bytes));
            int count = 0;
            while (end.hasRemaining() && count >= 0) {
                count = channel.read(end);
            }
            String text = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
            List<String> lines =
                    text.lines()
                            .map(line -> line.replaceAll("\\x1b\\[[0-9;?]*[A-Za-z]", ""))
                            .map(line -> line.replaceAll("\\p{Cntrl}", ""))
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.subList(Math.max(0, lines.size() - limit), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
