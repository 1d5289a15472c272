package io.airloom.junit;

import static java.util.stream.Collectors.joining;

import io.airloom.image.InputFileException;
import io.airloom.image.Suggestion;
import io.airloom.topology.AirSpec;
import io.airloom.topology.Engine;
import io.airloom.topology.Topology;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// What lab an annotation asks for. Labs of equal plans may take each other's place.
///
/// @param engine what runs the machines of nodes that do not say; null leaves it to the topology
record LabPlan(Topology topology, @Nullable Engine engine) {
    /// Reads the topology that an annotation names.
    ///
    /// @param testClass where the annotation stands, or the class of the method where it does
    /// @throws ExtensionConfigurationException if there is none or it is wrong; says all that is
    /// @param pool keeps what is unpacked of jars
    static LabPlan of(
            WifiLab annotation, Class<?> testClass, @Nullable Engine engine, LabPool pool) {
        boolean named = !annotation.value().isEmpty();
        if (named != annotation.method().isEmpty()) {
            throw wrong(
                    testClass,
                    named
                            ? "names both a file and a method; one topology is enough"
                            : "names no topology: say @WifiLab(\"FILE.yaml\"), or @WifiLab(method ="
                                    + " \"NAME\")");
        }
        try {
            Topology topology =
                    named
                            ? TopologyParser.parse(
                                    file(annotation, testClass, pool), set(annotation, testClass))
                            : made(annotation, testClass);
            return new LabPlan(seeded(topology, annotation, testClass), engine);
        } catch (InputFileException e) {
            throw new ExtensionConfigurationException(
                    "the topology of "
                            + testClass.getName()
                            + " cannot be used:\n"
                            + pool.told(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static Topology seeded(Topology topology, WifiLab annotation, Class<?> testClass) {
        long[] seed = annotation.seed();
        if (seed.length == 0) {
            return topology;
        }
        if (seed.length > 1 || seed[0] < 0 || seed[0] > AirSpec.MAX_SEED) {
            String seeds = LongStream.of(seed).mapToObj(String::valueOf).collect(joining(", "));
            throw wrong(
                    testClass,
                    "has the seed " + seeds + "; it is one number from 0 to " + AirSpec.MAX_SEED);
        }
        return topology.withSeed(seed[0]);
    }

    private static ExtensionConfigurationException wrong(Class<?> testClass, String text) {
        return new ExtensionConfigurationException(
                "@WifiLab of " + testClass.getName() + " " + text);
    }

    /// The same with another seed.
    LabPlan withSeed(long seed) {
        return new LabPlan(topology.withSeed(seed), engine);
    }

    private static Path file(WifiLab annotation, Class<?> testClass, LabPool pool) {
        String name = annotation.value();
        for (Class<?> type = testClass; type != null; type = type.getSuperclass()) {
            for (String place : List.of(name, "/" + name)) {
                URL found = type.getResource(place);
                if (found != null) {
                    return path(found, testClass, pool);
                }
            }
        }
        try {
            Path path = Path.of(name);
            if (Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw wrong(testClass, "names no file: \"" + name + "\"");
        }
        throw wrong(
                testClass,
                "names \"%s\", which is neither on the class path (%s/%s, /%s) nor a file in %s"
                        .formatted(
                                name,
                                testClass.getPackageName().replace('.', '/'),
                                name,
                                name,
                                Path.of("").toAbsolutePath()));
    }

    private static Path path(URL resource, Class<?> testClass, LabPool pool) {
        try {
            if (resource.getProtocol().equals("file")) {
                return Path.of(resource.toURI());
            }
            if (resource.openConnection() instanceof JarURLConnection inJar) {
                return pool.unpacked(inJar).file(inJar.getEntryName());
            }
        } catch (URISyntaxException | IOException e) {
            throw wrong(testClass, "names " + resource + ", which cannot be read: " + e);
        }
        throw wrong(testClass, "names " + resource + ", which is neither a file nor in a jar");
    }

    private static Map<String, String> set(WifiLab annotation, Class<?> testClass) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : annotation.set()) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw wrong(testClass, "sets \"" + text + "\", which is not NAME=TEXT");
            }
            values.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return values;
    }

    private static Topology made(WifiLab annotation, Class<?> testClass) {
        if (annotation.set().length > 0) {
            throw wrong(testClass, "sets variables, which is for topologies in files");
        }
        Method method = method(annotation.method(), testClass);
        try {
            method.setAccessible(true);
            if (method.invoke(null) instanceof Topology topology) {
                return topology;
            }
            throw wrong(testClass, "names " + method.getName() + "(), which gave no topology");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InputFileException mistakes) {
                throw mistakes;
            }
            throw new ExtensionConfigurationException(
                    method + " of @WifiLab failed: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new ExtensionConfigurationException("cannot call " + method, e);
        }
    }

    /// The method of that name of the test class, of those around it, or of those above it.
    private static Method method(String name, Class<?> testClass) {
        List<String> known = new ArrayList<>();
        for (Class<?> outer = testClass; outer != null; outer = outer.getEnclosingClass()) {
            for (Class<?> type = outer; type != null; type = type.getSuperclass()) {
                for (Method method : type.getDeclaredMethods()) {
                    if (!isTopologyMethod(method)) {
                        continue;
                    }
                    if (method.getName().equals(name)) {
                        return method;
                    }
                    known.add(method.getName());
                }
            }
        }
        throw wrong(
                testClass,
                "names the method \"%s\", and there is no static Topology %s()%s"
                        .formatted(name, name, Suggestion.after(name, known)));
    }

    private static boolean isTopologyMethod(Method method) {
        return Modifier.isStatic(method.getModifiers())
                && method.getParameterCount() == 0
                && method.getReturnType() == Topology.class;
    }
}
