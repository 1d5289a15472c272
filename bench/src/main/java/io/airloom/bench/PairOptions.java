package io.airloom.bench;

/// What [PairBench] shall do.
///
/// @param engine what runs the guests, as a topology says it: `qemu` or `uml`
/// @param radio how their radios reach the air, as a topology says it: `virtio`, `agent` or `vwifi`
/// @param transport of agents, as a topology says it; empty for the usual one
/// @param rounds how often everything is measured, over the air and over each floor in turn
/// @param pings in each round
/// @param tcpSeconds length of each TCP stream
public record PairOptions(
        String engine, String radio, String transport, int rounds, int pings, int tcpSeconds) {
    public PairOptions {
        if (rounds < 1 || rounds > 100) {
            throw new IllegalArgumentException("rounds=" + rounds);
        }
        if (pings < 10 || pings > 100_000) {
            throw new IllegalArgumentException("pings=" + pings);
        }
        if (tcpSeconds < 1 || tcpSeconds > 600) {
            throw new IllegalArgumentException("tcpSeconds=" + tcpSeconds);
        }
    }
}
