package io.airloom.report;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameRecorder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Captures for tests.
final class TestFrames implements AutoCloseable {
    static final long START_NANOS = 1_700_000_000_000_000_000L;

    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};

    private final FrameRecorder recorder;
    private long number;

    TestFrames(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        recorder = new FrameRecorder(out);
    }

    /// A beacon of an open network.
    void beacon(String node, long micros, String ssid) {
        byte[] name = ssid.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(38 + name.length);
        frame.putShort((short) 0x8000).putShort((short) 0).put(BROADCAST);
        frame.put(address(node)).put(address(node)).putShort((short) 0);
        frame.putLong(micros).putShort((short) 0x6400).putShort((short) 0x0100);
        frame.put((byte) 0).put((byte) name.length).put(name);
        write(node, micros, true, false, frame.array());
    }

    /// A data frame from one node to another.
    void data(String node, String to, long micros, boolean acknowledged, int length) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.putShort((short) 0x0801).putShort((short) 0);
        frame.put(address(to)).put(address(node)).put(address(to));
        write(node, micros, acknowledged, true, frame.array());
    }

    private void write(
            String node, long micros, boolean acknowledged, boolean ackExpected, byte[] octets) {
        recorder.write(
                new AirFrame(
                        ++number,
                        START_NANOS + micros * 1000,
                        node,
                        2412,
                        8,
                        0,
                        acknowledged ? 1 : 4,
                        ackExpected,
                        acknowledged,
                        -30,
                        acknowledged ? 1 : 0,
                        0,
                        octets.length,
                        octets));
    }

    private static byte[] address(String node) {
        int hash = node.hashCode();
        return new byte[] {
            2, 0, (byte) (hash >> 24), (byte) (hash >> 16), (byte) (hash >> 8), (byte) hash
        };
    }

    @Override
    public void close() {
        recorder.close();
    }
}
