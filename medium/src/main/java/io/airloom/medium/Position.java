package io.airloom.medium;

/// Where a node is, in metres.
public record Position(double x, double y, double z) {
    /// Farther from the origin is nobody, on any axis.
    public static final double MAX_METRES = 1e6;

    /// @throws IllegalArgumentException if it is farther than [#MAX_METRES] away, or nowhere
    public Position {
        if (!(isPlace(x) && isPlace(y) && isPlace(z))) {
            throw new IllegalArgumentException("position=" + x + ", " + y + ", " + z);
        }
    }

    private static boolean isPlace(double metres) {
        return Math.abs(metres) <= MAX_METRES;
    }

    /// Metres between the two.
    double distance(Position other) {
        double dx = x - other.x;
        double dy = y - other.y;
        double dz = z - other.z;
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
}
