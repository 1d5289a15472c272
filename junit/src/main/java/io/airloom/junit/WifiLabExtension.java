package io.airloom.junit;

import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.lab.Seats;
import io.airloom.topology.Engine;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/// What [WifiLab] does; JUnit makes it.
///
/// ```
/// class    beforeAll   a lab is opened or taken over, and boots    ── Lease in the class's store
/// method   beforeEach  … for it alone, or its turn at the class's  ── Lease in the method's store
///          afterEach   failed? what there is of the lab is kept
/// ```
///
/// JUnit closes what is in a store at the end of the class or method that the store belongs to.
public final class WifiLabExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    /// The configuration parameter with the class of another [LabSource], for tests of this room.
    static final String SOURCE = "airloom.junit.source";

    private static final Namespace NAMESPACE = Namespace.create(WifiLabExtension.class);
    private static final String BEGUN = "begun";

    /// For JUnit.
    public WifiLabExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        Class<?> type = context.getRequiredTestClass();
        WifiLab own = AnnotationSupport.findAnnotation(type, WifiLab.class).orElse(null);
        if (own != null && !own.perMethod()) {
            lease(context, own);
        }
        WifiLab nearest = own == null ? nearest(context) : own;
        boolean perMethod = nearest == null || nearest.perMethod();
        Lease lease = perMethod ? null : lease(context);
        LabHandle lab = lease == null ? null : lease.run().handle();
        Injection.fields(type, null, lab);
        if (lab != null && context.getTestInstanceLifecycle().orElse(null) == Lifecycle.PER_CLASS) {
            injectInstances(context, lab);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        WifiLab onMethod = annotation(context.getTestMethod());
        WifiLab nearest = onMethod == null ? nearest(context) : onMethod;
        if (nearest == null) {
            return;
        }
        boolean alone = onMethod != null || nearest.perMethod();
        Lease lease = alone ? lease(context, nearest) : lease(context);
        if (lease == null) {
            throw new ExtensionConfigurationException(
                    "the lab of " + context.getRequiredTestClass().getName() + " was not started");
        }
        LabRun run = lease.run();
        run.begin(alone);
        store(context).put(BEGUN, run);
        injectInstances(context, run.handle());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        // Only this method's own: the stores of methods are below those of classes.
        LabRun run = store(context).remove(BEGUN, LabRun.class);
        if (run == null) {
            return;
        }
        try {
            keepIfFailed(context, run);
        } finally {
            run.end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Lease lease = lease(context);
        if (lease != null) {
            keepIfFailed(context, lease.run());
        }
    }

    private static void keepIfFailed(ExtensionContext context, LabRun run) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure instanceof TestAbortedException) {
            return;
        }
        if (failure != null) {
            run.spoil();
        }
        boolean isMethod = context.getTestMethod().isPresent();
        if (failure != null || (isMethod && Keeper.keepsAlways(context))) {
            new Keeper(context, run, pool(context)).keep(failure);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Injection.isFor(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Lease lease = lease(context);
        if (lease == null) {
            throw new ParameterResolutionException(
                    "there is no lab yet for parameter %s of %s: each method has its own, for its"
                                    .formatted(
                                            parameter.getParameter().getName(),
                                            parameter.getDeclaringExecutable())
                            + " parameters and fields with @InLab");
        }
        return Injection.parameter(parameter.getParameter(), lease.run().handle());
    }

    private static void injectInstances(ExtensionContext context, LabHandle lab) {
        context.getTestInstances()
                .ifPresent(instances ->
                        instances
                                .getAllInstances()
                                .forEach(i -> Injection.fields(i.getClass(), i, lab)));
    }

    private static @Nullable WifiLab annotation(Optional<? extends AnnotatedElement> element) {
        return AnnotationSupport.findAnnotation(element, WifiLab.class).orElse(null);
    }

    /// The annotation of the test class, or of the nearest one around it.
    private static @Nullable WifiLab nearest(ExtensionContext context) {
        ExtensionContext here = context;
        while (here != null) {
            WifiLab found = annotation(here.getTestClass());
            if (found != null) {
                return found;
            }
            here = here.getParent().orElse(null);
        }
        return null;
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static LabPool pool(ExtensionContext context) {
        return store(context.getRoot())
                .getOrComputeIfAbsent(
                        LabPool.class,
                        _ ->
                                new LabPool(
                                        LabPool.seats(
                                                context.getConfigurationParameter(LabPool.MEMORY))),
                        LabPool.class);
    }

    /// The lab that a test of this context has: its own, else its class's.
    private static @Nullable Lease lease(ExtensionContext context) {
        return store(context).get(Lease.class, Lease.class);
    }

    /// Gets a lab for this context.
    private static Lease lease(ExtensionContext context, WifiLab annotation)
            throws InterruptedException {
        Engine engine =
                context.getConfigurationParameter(LabSource.ENGINE)
                        .map(LabSource::engine)
                        .orElse(null);
        LabPlan asked =
                LabPlan.of(annotation, context.getRequiredTestClass(), engine, pool(context));
        LabPlan plan =
                context.getConfigurationParameter(LabSource.SEED)
                        .map(text -> asked.withSeed(LabSource.seed(text)))
                        .orElse(asked);
        LabPool pool = pool(context);
        LabRun run = annotation.reuse() ? pool.take(plan) : null;
        Lease lease =
                new Lease(
                        run == null ? booted(context, plan, pool) : run,
                        plan,
                        pool,
                        annotation.reuse());
        store(context).put(Lease.class, lease);
        if (run != null) {
            run.renew();
        }
        return lease;
    }

    private static LabRun booted(ExtensionContext context, LabPlan plan, LabPool pool)
            throws InterruptedException {
        // A lab within that of its class is not waited for: the class would wait, too.
        boolean patient = lease(context) == null;
        Seats.Seat seat = pool.seat(plan.topology().memoryMib(plan.engine()), patient);
        LabRun run = LabRun.of(() -> opened(context, plan, pool), seat);
        boolean up = false;
        try {
            run.boot();
            up = true;
            return run;
        } catch (EnvironmentException e) {
            new Keeper(context, run, pool).keep(e);
            throw withRemedy(e);
        } catch (RuntimeException e) {
            new Keeper(context, run, pool).keep(e);
            throw e;
        } finally {
            if (!up) {
                run.close();
            }
        }
    }

    private static TestLab opened(ExtensionContext context, LabPlan plan, LabPool pool) {
        LabSource source =
                context.getConfigurationParameter(SOURCE, WifiLabExtension::source)
                        .orElse(LabSource.REAL);
        try {
            return source.open(plan.topology(), plan.engine());
        } catch (InputFileException e) {
            throw new ExtensionConfigurationException(
                    "the lab of "
                            + context.getRequiredTestClass().getName()
                            + " cannot be:\n"
                            + pool.told(String.valueOf(e.getMessage())),
                    e);
        } catch (EnvironmentException e) {
            throw withRemedy(e);
        } catch (LinkageError | IllegalCallerException e) {
            if (NativeAccess.isRefusal(e)) {
                throw NativeAccess.refusal(e);
            }
            throw e;
        }
    }

    /// Faces show the remedy themselves; here the message is all that people see.
    private static EnvironmentException withRemedy(EnvironmentException e) {
        EnvironmentException told =
                new EnvironmentException(e.getMessage() + "\n→ " + e.remedy(), e.remedy(), e);
        for (Throwable kept : e.getSuppressed()) {
            told.addSuppressed(kept);
        }
        return told;
    }

    private static LabSource source(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(LabSource.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ExtensionConfigurationException(SOURCE + "=" + name, e);
        }
    }
}
