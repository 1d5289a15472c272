package io.airloom.image;

/// Where long work says how far it is. A face draws it (the terminal: a bar a task); tests and
/// quiet runs use [#SILENT]. Methods may be called from any thread, and several tasks may be open
/// at once.
public interface Progress {
    /// Shows nothing.
    Progress SILENT =
            new Progress() {
                @Override
                public Task task(String label, long totalBytes) {
                    return SilentTask.INSTANCE;
                }

                @Override
                public void note(String message) {}
            };

    /// Begins a piece of work.
    ///
    /// @param label what is being done, a few words: `downloading QEMU`
    /// @param totalBytes how much there is to do, or 0 when that is not known
    Task task(String label, long totalBytes);

    /// Begins a piece of work that is counted in files.
    ///
    /// @param totalFiles how many there are, about; 0 when that is not known
    default Task files(String label, long totalFiles) {
        return task(label, 0);
    }

    /// Says one thing that is worth a line, such as whom we are waiting for.
    void note(String message);

    /// One piece of work. Closing a task that is not [#done()] says that it failed.
    interface Task extends AutoCloseable {
        /// So much is done (bytes, or files), counted from the start of the task. Never goes back.
        void update(long done);

        /// The work is done, whatever the last update said.
        void done();

        @Override
        void close();
    }

    /// The task of [#SILENT].
    enum SilentTask implements Task {
        INSTANCE;

        @Override
        public void update(long done) {}

        @Override
        public void done() {}

        @Override
        public void close() {}
    }
}
