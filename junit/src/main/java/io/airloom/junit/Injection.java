package io.airloom.junit;

import io.airloom.image.Suggestion;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/// Gives test methods and fields what is theirs of a lab.
final class Injection {
    private static final Set<Class<?>> TYPES = Set.of(Node.class, Air.class, LabHandle.class);

    private Injection() {}

    static boolean isFor(Class<?> type) {
        return TYPES.contains(type);
    }

    /// @throws ParameterResolutionException if it is not known which node is meant
    static Object parameter(Parameter parameter, LabHandle lab) {
        InLab named = parameter.getAnnotation(InLab.class);
        String name = named == null ? "" : named.value();
        if (name.isEmpty() && parameter.getType() == Node.class && !parameter.isNamePresent()) {
            throw new ParameterResolutionException(
                    "which node is %s of %s? Compile tests with -parameters, or say @InLab(\"%s\")"
                            .formatted(
                                    parameter.getName(),
                                    parameter.getDeclaringExecutable(),
                                    lab.nodes().getFirst().name()));
        }
        try {
            return value(parameter.getType(), name.isEmpty() ? parameter.getName() : name, lab);
        } catch (IllegalArgumentException e) {
            throw new ParameterResolutionException(
                    "parameter %s of %s: %s"
                            .formatted(
                                    parameter.getName(),
                                    parameter.getDeclaringExecutable(),
                                    e.getMessage()),
                    e);
        }
    }

    /// Sets the fields of a class with [InLab].
    ///
    /// @param instance null: the static ones
    /// @param lab null if there is none for static fields
    /// @throws ExtensionConfigurationException if one cannot be set
    static void fields(Class<?> type, @Nullable Object instance, @Nullable LabHandle lab) {
        for (Field field : annotated(type, instance == null)) {
            String where = "field %s of %s".formatted(field.getName(), type.getName());
            if (lab == null) {
                throw new ExtensionConfigurationException(
                        where + " is static, but each method has a lab of its own");
            }
            if (!isFor(field.getType())) {
                throw new ExtensionConfigurationException(
                        where + " has @InLab, but is no Node, Air or LabHandle");
            }
            if (Modifier.isFinal(field.getModifiers())) {
                throw new ExtensionConfigurationException(where + " has @InLab, but is final");
            }
            InLab named = field.getAnnotation(InLab.class);
            String name = named.value().isEmpty() ? field.getName() : named.value();
            try {
                field.setAccessible(true);
                field.set(instance, value(field.getType(), name, lab));
            } catch (IllegalArgumentException e) {
                throw new ExtensionConfigurationException(where + ": " + e.getMessage(), e);
            } catch (IllegalAccessException e) {
                throw new ExtensionConfigurationException(where + " cannot be set", e);
            }
        }
    }

    private static List<Field> annotated(Class<?> type, boolean ofClass) {
        return AnnotationSupport.findAnnotatedFields(
                type,
                InLab.class,
                field -> Modifier.isStatic(field.getModifiers()) == ofClass,
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static Object value(Class<?> type, String name, LabHandle lab) {
        if (type == Air.class) {
            return lab.air();
        }
        return type == LabHandle.class ? lab : node(name, lab);
    }

    /// The node of that name, or the only one whose name reads the same without dashes and case.
    private static Node node(String name, LabHandle lab) {
        List<Node> alike =
                lab.nodes().stream()
                        .filter(node -> plain(node.name()).equals(plain(name)))
                        .toList();
        for (Node node : alike) {
            if (node.name().equals(name)) {
                return node;
            }
        }
        if (alike.size() == 1) {
            return alike.getFirst();
        }
        if (alike.size() > 1) {
            throw new IllegalArgumentException("\"" + name + "\" could be any of " + alike);
        }
        List<String> names = lab.nodes().stream().map(Node::name).toList();
        throw new IllegalArgumentException(
                "lab %s has no node \"%s\"%s"
                        .formatted(lab.name(), name, Suggestion.after(name, names)));
    }

    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
