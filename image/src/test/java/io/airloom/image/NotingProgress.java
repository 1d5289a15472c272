package io.airloom.image;

import java.util.List;

/// Keeps what is said: tasks begun as `begin LABEL`, those that ended well as `done LABEL`, and
/// notes.
record NotingProgress(List<String> said) implements Progress {
    @Override
    public Task task(String label, long totalBytes) {
        said.add("begin " + label);
        return new Task() {
            @Override
            public void update(long doneBytes) {}

            @Override
            public void done() {
                said.add("done " + label);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void note(String message) {
        said.add(message);
    }
}
