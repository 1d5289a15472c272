package io.airloom.lab;

/// Is told by a [LabAir] how its nodes are connected. On the air's threads: must return at once.
interface AirWatcher {
    /// Why a node's connection to the air has ended.
    enum End {
        /// Its machine closed it; most often because the machine has ended.
        BY_MACHINE,
        /// Its machine or guest broke a rule.
        BY_VIOLATION,
        /// The air itself was gone, and is there again.
        BY_AIR
    }

    /// For who does not care.
    AirWatcher NONE =
            new AirWatcher() {
                @Override
                public void ready(String node) {}

                @Override
                public void ended(String node, End end, String reason) {}

                @Override
                public void restarted(String reason, int times) {}
            };

    /// The node's driver runs: its radios are on the air.
    void ready(String node);

    /// The node's connection is over.
    void ended(String node, End end, String reason);

    /// The air died and was started again. Each node that was connected is told of by [#ended].
    ///
    /// @param times how often so far
    void restarted(String reason, int times);
}
