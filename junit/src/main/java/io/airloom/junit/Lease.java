package io.airloom.junit;

/// A lab that a class or a method has.
///
/// @param reuse whether it goes on afterwards
record Lease(LabRun run, LabPlan plan, LabPool pool, boolean reuse) implements AutoCloseable {
    @Override
    public void close() {
        if (reuse && !run.isSpoiled()) {
            pool.give(plan, run);
        } else {
            run.close();
        }
    }
}
