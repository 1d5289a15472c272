package io.airloom.junit;

/// A lab that a class or a method has.
///
/// @param reuse whether it goes on afterwards
record Lease(LabRun run, LabPlan plan, LabPool pool, boolean reuse) implements AutoCloseable {
    Lease {
        pool.leased(1);
    }

    @Override
    public void close() {
        pool.leased(-1);
        if (reuse && !run.isSpoiled()) {
            pool.give(plan, run);
        } else {
            run.close();
        }
    }
}
