package io.airloom.vhost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A packet as a test writes or reads it; the header's fields in the order of the standard. Octets
/// are made here independently of [VsockHeader].
record VsockPacket(
        long srcCid,
        long dstCid,
        int srcPort,
        int dstPort,
        int len,
        int type,
        int op,
        int flags,
        int bufAlloc,
        int fwdCnt,
        String text) {

    static final int BUFFER = 1 << 18;

    /// A sound packet from a guest to the host.
    static VsockPacket of(int cid, int guestPort, int hostPort, int op) {
        return new VsockPacket(cid, 2, guestPort, hostPort, 0, 1, op, 0, BUFFER, 0, "");
    }

    VsockPacket withFlags(int other) {
        return new VsockPacket(
                srcCid, dstCid, srcPort, dstPort, len, type, op, other, bufAlloc, fwdCnt, text);
    }

    VsockPacket withCids(long source, long destination) {
        return new VsockPacket(
                source,
                destination,
                srcPort,
                dstPort,
                len,
                type,
                op,
                flags,
                bufAlloc,
                fwdCnt,
                text);
    }

    VsockPacket withType(int other) {
        return new VsockPacket(
                srcCid, dstCid, srcPort, dstPort, len, other, op, flags, bufAlloc, fwdCnt, text);
    }

    VsockPacket withLength(int other) {
        return new VsockPacket(
                srcCid, dstCid, srcPort, dstPort, other, type, op, flags, bufAlloc, fwdCnt, text);
    }

    /// @param other each character is an octet
    VsockPacket withPayload(String other) {
        return new VsockPacket(
                srcCid,
                dstCid,
                srcPort,
                dstPort,
                other.length(),
                type,
                op,
                flags,
                bufAlloc,
                fwdCnt,
                other);
    }

    VsockPacket withCredit(int buffer, int forwarded) {
        return new VsockPacket(
                srcCid, dstCid, srcPort, dstPort, len, type, op, flags, buffer, forwarded, text);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(44 + text.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(srcCid)
                .putLong(dstCid)
                .putInt(srcPort)
                .putInt(dstPort)
                .putInt(len)
                .putShort((short) type)
                .putShort((short) op)
                .putInt(flags)
                .putInt(bufAlloc)
                .putInt(fwdCnt)
                .put(text.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    static VsockPacket of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long src = in.getLong();
        long dst = in.getLong();
        int srcPort = in.getInt();
        int dstPort = in.getInt();
        int len = in.getInt();
        int type = in.getShort();
        int op = in.getShort();
        int flags = in.getInt();
        int bufAlloc = in.getInt();
        int fwdCnt = in.getInt();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new VsockPacket(
                src,
                dst,
                srcPort,
                dstPort,
                len,
                type,
                op,
                flags,
                bufAlloc,
                fwdCnt,
                new String(payload, StandardCharsets.ISO_8859_1));
    }

    /// `RW 2:7 > 9 "hello"`: operation, where from, the guest's port, flags or payload if any.
    @Override
    public String toString() {
        String[] names = {
            "?", "REQUEST", "RESPONSE", "RST", "SHUTDOWN", "RW", "CREDIT_UPDATE", "CREDIT_REQUEST"
        };
        String name = op > 0 && op < names.length ? names[op] : "op" + op;
        String rest = flags != 0 ? " flags=" + flags : len > 0 ? " \"" + text + '"' : "";
        return name + ' ' + srcCid + ':' + srcPort + " > " + dstPort + rest;
    }
}
