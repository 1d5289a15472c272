package io.airloom.junit;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameRecorder;
import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.ScenarioRun;
import io.airloom.report.Artefacts;
import io.airloom.report.HtmlReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/// Keeps what there is of a lab in which a test has failed: a page with what the test did, its
/// frames, consoles and logs, in `target/airloom/CLASS.METHOD/`.
final class Keeper {
    /// The configuration parameter (or system property) with another folder than `target/airloom`.
    static final String FOLDER = "airloom.artefacts";

    /// The one that says of which tests: `failed`, the default, or `all`.
    static final String KEEP = "airloom.keep";

    /// The page.
    static final String PAGE = "report.html";

    private static final System.Logger LOG = System.getLogger("io.airloom");
    private static final Pattern INVOCATION = Pattern.compile("#(\\d+)]$");

    private final ExtensionContext context;
    private final LabRun run;
    private final LabPool pool;

    Keeper(ExtensionContext context, LabRun run, LabPool pool) {
        this.context = context;
        this.run = run;
        this.pool = pool;
    }

    /// Whether tests that pass are kept, too.
    static boolean keepsAlways(ExtensionContext context) {
        return context.getConfigurationParameter(KEEP).filter("all"::equals).isPresent();
    }

    /// Keeps it, and says so in the failure. That something cannot be kept is said there, too: it
    /// never takes the failure's place.
    void keep(@Nullable Throwable failure) {
        // A test that ran out of time leaves its thread interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            Path folder = emptyFolder();
            Path page = write(folder, failure);
            Path shown = Path.of("").toAbsolutePath().relativize(page.toAbsolutePath());
            if (failure != null) {
                long seed = run.lab().topology().air().seed();
                failure.addSuppressed(
                        new KeptLab(
                                "what the lab did is kept in %s; the seed of its air was %d"
                                        .formatted(shown, seed)));
            }
            publish(page, folder);
        } catch (IOException | EnvironmentException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot keep what the lab did: " + e);
            if (failure != null) {
                failure.addSuppressed(e);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Path emptyFolder() throws IOException {
        Path folder = root().resolve(pool.unique(name()));
        if (Files.exists(folder)) {
            Cache.removeTree(folder);
        }
        return Files.createDirectories(folder);
    }

    private Path root() {
        String named = context.getConfigurationParameter(FOLDER).orElse("");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        boolean gradle =
                !Files.exists(Path.of("pom.xml"))
                        && (Files.exists(Path.of("build.gradle"))
                                || Files.exists(Path.of("build.gradle.kts")));
        return Path.of(gradle ? "build" : "target", "airloom");
    }

    /// The class, the method, and which of its invocations if there are several.
    private String name() {
        String type = context.getRequiredTestClass().getName().replace('$', '.');
        String method = context.getTestMethod().map(m -> "." + m.getName()).orElse("");
        Matcher invocation = INVOCATION.matcher(context.getUniqueId());
        String which = !method.isEmpty() && invocation.find() ? "-" + invocation.group(1) : "";
        return (type + method + which).replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private Path write(Path folder, @Nullable Throwable failure)
            throws IOException, InterruptedException {
        FrameMemory.Batch frames = run.memory().from(run.since());
        Path capture = folder.resolve(Artefacts.CAPTURE);
        try (FrameRecorder recorder =
                new FrameRecorder(new BufferedOutputStream(Files.newOutputStream(capture)))) {
            recorder.lost(run.memory().missing(run.since()));
            for (AirFrame frame : frames.frames()) {
                recorder.write(frame);
            }
        }
        SequencedMap<String, Path> files = Artefacts.collect(run.lab().live(), folder);
        Path page = folder.resolve(PAGE);
        HtmlReport.write(List.of(scenario(files, failure)), page);
        return page;
    }

    private ScenarioRun scenario(SequencedMap<String, Path> files, @Nullable Throwable failure) {
        String method = context.getTestMethod().map(m -> "#" + m.getName()).orElse("");
        String test = context.getRequiredTestClass().getName() + method;
        return new ScenarioRun(
                Path.of(context.getRequiredTestClass().getSimpleName() + method),
                new LinkedHashMap<>(),
                run.started(),
                Duration.between(run.started(), Instant.now()),
                run.lab().report(),
                run.steps(),
                failure == null ? null : firstLine(failure),
                run.samples(),
                files,
                again(test));
    }

    private List<String> again(String test) {
        String seed = "-D" + LabSource.SEED + "=" + run.lab().topology().air().seed();
        return List.of("mvn", "test", "-Dtest=" + test, seed);
    }

    private static String firstLine(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.lines().findFirst().orElse(failure.getClass().getSimpleName());
    }

    /// Tells JUnit of it, and through that whatever writes reports.
    private void publish(Path page, Path folder) {
        context.publishReportEntry("airloom", folder.toAbsolutePath().toString());
        try {
            context.publishFile(
                    "airloom-" + PAGE,
                    MediaType.parse("text/html"),
                    target -> Files.copy(page, target, StandardCopyOption.REPLACE_EXISTING));
        } catch (JUnitException e) {
            // Whoever started JUnit takes no files. It is kept all the same.
            LOG.log(System.Logger.Level.DEBUG, "not published: " + e);
        }
    }
}
