package io.airloom.junit;

import io.airloom.image.Progress;

/// Says what is fetched and built before a lab can boot, which takes minutes the first time: a line
/// for the beginning of each piece of work, in the log.
final class LoggedProgress implements Progress {
    private static final System.Logger LOG = System.getLogger("io.airloom");

    @Override
    public Task task(String label, long totalBytes) {
        note(label + " …");
        return SilentTask.INSTANCE;
    }

    @Override
    public void note(String message) {
        LOG.log(System.Logger.Level.INFO, message);
    }
}
