package io.airloom.machine;

import io.airloom.image.Cache;
import io.airloom.image.ImageBuild;
import io.airloom.image.Progress;
import io.airloom.image.Recipes;
import io.airloom.topology.Preparation;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Builds the images that a lab needs as folders before it boots.
public final class Preparing {
    /// Two labs of this process may need the same folder.
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private Preparing() {}

    /// Builds one; in a moment if it was done before.
    ///
    /// @throws io.airloom.image.InputFileException if the recipe has mistakes
    /// @throws io.airloom.image.EnvironmentException if it cannot be built or written
    public static void run(Preparation needed, Cache cache, Progress progress) {
        String name = needed.recipe().path().toString();
        Path out = needed.out().path();
        ReentrantLock lock = LOCKS.computeIfAbsent(out, _ -> new ReentrantLock());
        lock.lock();
        try {
            ImageBuild.of(Recipes.find(name), name, cache, progress).copyTo(out);
        } finally {
            lock.unlock();
        }
    }
}
