package io.airloom.vwifi;

/// Where something stands, in vwifi's units; the model's scale says how many metres one is.
public record Position(int x, int y, int z) {
    /// Where everybody stands who was not put anywhere.
    public static final Position ORIGIN = new Position(0, 0, 0);

    /// In units. Does not overflow, as vwifi-server's does beyond 26,754 units.
    public double distance(Position other) {
        double dx = (double) x - other.x;
        double dy = (double) y - other.y;
        double dz = (double) z - other.z;
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    @Override
    public String toString() {
        return "(" + x + ", " + y + ", " + z + ")";
    }
}
