package io.airloom.vwifi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Reads what vwifi-ctrl says on a connection: `s32 order`, then its arguments, all little-endian
/// (vwifi.md §4). The three numberings share their first four orders; behind these a number means
/// something else in each:
///
/// ```
///        4          5         6         7          8          9
///   v4   LOSS       STATUS    DISTANCE  CLOSE_ALL
///   v5   LOSS       STATUS    DISTANCE  SCALE      CLOSE_ALL
///   v7   NAME       LOSS      STATUS    DISTANCE   SCALE      CLOSE_ALL
/// ```
///
/// Nothing says which one a program has. Served as v7, orders of the others are recognised where
/// their arguments fit nothing that v7 says: a name has 8 octets and more and is never given to
/// client 0 or 1; nobody asks to set the loss without saying how; STATUS has no arguments, so 8
/// octets that follow are two clients; and who hangs up after a bare 7 or 8 wanted everybody gone.
/// That takes a pause ({@link Situation#quiet}), since arguments come in packets of their own.
final class ControlDecoder {
    /// More than the longest order.
    static final int MAX_LENGTH = 64;

    private static final int LISTING = 1;
    private static final int SHOW = 2;
    private static final int PLACE = 3;
    private static final int LAST_COMMON = PLACE;

    /// The upper half of every double from 2^−31 on. No client of an address has such a number.
    private static final int LEAST_SCALE_UPPER_HALF = 0x3e00_0000;

    private static final double MAX_SCALE = 1e9;

    private final ControlVersion version;
    private final IntPredicate known;

    /// What else is known of a connection.
    ///
    /// @param quiet has nothing come for a while?
    /// @param ended has the program hung up?
    record Situation(boolean quiet, boolean ended) {}

    /// @param known whether a number is a client's
    ControlDecoder(ControlVersion version, IntPredicate known) {
        this.version = version;
        this.known = known;
    }

    /// The order in the first `length` octets; null if more has to come, or to be waited for.
    @Nullable ControlOrder decode(byte[] octets, int length, Situation situation) {
        if (length < Integer.BYTES) {
            return situation.ended ? new ControlOrder.Nonsense() : null;
        }
        ByteBuffer in = ByteBuffer.wrap(octets, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        int number = in.getInt();
        if (number < 0 || number > 9) {
            return new ControlOrder.Nonsense();
        }
        ControlOrder order =
                number <= LAST_COMMON
                        ? common(number, in)
                        : switch (version.numbering()) {
                            case 4 -> v4(number, in);
                            case 5 -> v5(number, in);
                            default -> v7(number, in, situation);
                        };
        return order == null && situation.ended ? new ControlOrder.Nonsense() : order;
    }

    private static @Nullable ControlOrder common(int number, ByteBuffer in) {
        return switch (number) {
            case LISTING -> new ControlOrder.Listing();
            case SHOW -> new ControlOrder.Show();
            case PLACE -> place(in);
            default -> new ControlOrder.Nothing();
        };
    }

    private static @Nullable ControlOrder v4(int number, ByteBuffer in) {
        return switch (number) {
            case 4 -> loss(in);
            case 5 -> new ControlOrder.Status();
            case 6 -> distance(in);
            case 7 -> new ControlOrder.CloseAll();
            default -> new ControlOrder.Nonsense();
        };
    }

    private @Nullable ControlOrder v5(int number, ByteBuffer in) {
        return switch (number) {
            case 4 -> loss(in);
            case 5 -> new ControlOrder.Status();
            case 6 -> distance(in);
            case 7 -> scale(in, version.distanceLength());
            case 8 -> new ControlOrder.CloseAll();
            default -> new ControlOrder.Nonsense();
        };
    }

    private @Nullable ControlOrder v7(int number, ByteBuffer in, Situation situation) {
        int there = in.remaining();
        boolean bare = there == 0;
        boolean over = situation.quiet || situation.ended;
        return switch (number) {
            case 4 -> {
                boolean loss =
                        there == Integer.BYTES && over && (in.getInt(in.position()) >> 1) == 0;
                yield loss ? loss(in) : name(in);
            }
            case 5 -> bare && situation.quiet ? new ControlOrder.Status() : loss(in);
            case 6 -> bare && over ? new ControlOrder.Status() : bare ? null : distance(in);
            case 7 -> {
                if (bare && situation.ended) {
                    yield new ControlOrder.CloseAll();
                }
                boolean scale =
                        (situation.ended && there == Float.BYTES)
                                || (there == Double.BYTES && isScale(in));
                yield scale ? scale(in, there) : distance(in);
            }
            case 8 -> {
                if (bare && situation.ended) {
                    yield new ControlOrder.CloseAll();
                }
                yield scale(in, situation.ended && there == Float.BYTES ? there : Double.BYTES);
            }
            default -> new ControlOrder.CloseAll();
        };
    }

    /// Are these 8 octets a double rather than two clients?
    private boolean isScale(ByteBuffer in) {
        int cid1 = in.getInt(in.position());
        int cid2 = in.getInt(in.position() + Integer.BYTES);
        return !known.test(cid1) && !known.test(cid2) && cid2 >= LEAST_SCALE_UPPER_HALF;
    }

    private static @Nullable ControlOrder place(ByteBuffer in) {
        if (in.remaining() < 4 * Integer.BYTES) {
            return null;
        }
        int cid = in.getInt();
        Position position = new Position(in.getInt(), in.getInt(), in.getInt());
        return isClient(cid) ? new ControlOrder.Place(cid, position) : new ControlOrder.Nothing();
    }

    private static @Nullable ControlOrder name(ByteBuffer in) {
        if (in.remaining() < 2 * Integer.BYTES) {
            return null;
        }
        int cid = in.getInt();
        int length = in.getInt();
        if (length < 0 || length > Station.MAX_NAME_LENGTH) {
            return new ControlOrder.Nonsense();
        }
        if (length > 0 && in.remaining() < length + 1) {
            return null;
        }
        byte[] octets = new byte[length];
        in.get(octets);
        String name = new String(octets, StandardCharsets.ISO_8859_1);
        int end = name.indexOf('\0');
        return isClient(cid)
                ? new ControlOrder.Name(cid, end < 0 ? name : name.substring(0, end))
                : new ControlOrder.Nothing();
    }

    private static @Nullable ControlOrder loss(ByteBuffer in) {
        return in.remaining() < Integer.BYTES ? null : new ControlOrder.Loss(in.getInt() != 0);
    }

    private static @Nullable ControlOrder distance(ByteBuffer in) {
        return in.remaining() < 2 * Integer.BYTES
                ? null
                : new ControlOrder.Distance(in.getInt(), in.getInt());
    }

    private static @Nullable ControlOrder scale(ByteBuffer in, int octets) {
        if (in.remaining() < octets) {
            return null;
        }
        double metres = octets == Float.BYTES ? in.getFloat() : in.getDouble();
        return metres >= 0 && metres <= MAX_SCALE
                ? new ControlOrder.Scale(metres)
                : new ControlOrder.Nonsense();
    }

    private static boolean isClient(int cid) {
        return Integer.compareUnsigned(cid, Cid.LEAST) >= 0;
    }
}
