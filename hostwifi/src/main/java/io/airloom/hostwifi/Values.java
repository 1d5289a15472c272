package io.airloom.hostwifi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.Variant;

/// Reads values that came over D-Bus, whose types nobody has promised. Variants are looked into.
final class Values {
    /// More than any daemon has networks, devices or properties.
    private static final int MAX_ITEMS = 4096;

    private static final int MAX_TEXT_LENGTH = 1024;
    private static final int MAX_DEPTH = 8;

    /// The path of no object.
    static final String NO_PATH = "/";

    private Values() {}

    /// What a variant holds, or the value itself.
    static Object plain(Object value) {
        Object inner = value;
        for (int i = 0; i < MAX_DEPTH && inner instanceof Variant<?> variant; i++) {
            inner = variant.getValue();
        }
        return inner;
    }

    /// @throws BusException if it is none, or longer than 1024 characters
    static String text(Object value) throws BusException {
        if (plain(value) instanceof String text && text.length() <= MAX_TEXT_LENGTH) {
            return text;
        }
        throw odd("a text", value);
    }

    /// @throws BusException if it is no object path
    static String path(Object value) throws BusException {
        Object plain = plain(value);
        String path = plain instanceof DBusPath object ? object.getPath() : text(plain);
        if (path == null || !path.startsWith("/") || path.length() > MAX_TEXT_LENGTH) {
            throw odd("an object", value);
        }
        return path;
    }

    /// @throws BusException if it is no number
    static long number(Object value) throws BusException {
        if (plain(value) instanceof Number number) {
            return number.longValue();
        }
        throw odd("a number", value);
    }

    /// @throws BusException if it is neither true nor false
    static boolean truth(Object value) throws BusException {
        if (plain(value) instanceof Boolean truth) {
            return truth;
        }
        throw odd("true or false", value);
    }

    /// @throws BusException if it is no list, or has more than 4096 elements
    static List<Object> list(Object value) throws BusException {
        Object plain = plain(value);
        List<Object> list =
                switch (plain) {
                    case Object[] array -> List.of(array);
                    case Collection<?> elements -> new ArrayList<Object>(elements);
                    default -> throw odd("a list", value);
                };
        if (list.size() > MAX_ITEMS) {
            throw odd("a list of at most " + MAX_ITEMS, value);
        }
        return list;
    }

    /// @throws BusException if it is no list of object paths
    static List<String> paths(Object value) throws BusException {
        List<String> paths = new ArrayList<>();
        for (Object each : list(value)) {
            paths.add(path(each));
        }
        return paths;
    }

    /// By name, or by path; what has another key is left out.
    ///
    /// @throws BusException if it is no dictionary, or has more than 4096 entries
    static Map<String, Object> dictionary(Object value) throws BusException {
        if (!(plain(value) instanceof Map<?, ?> map) || map.size() > MAX_ITEMS) {
            throw odd("a dictionary", value);
        }
        Map<String, Object> byName = new HashMap<>();
        map.forEach((key, each) -> {
            if (key instanceof DBusPath object && each != null) {
                byName.put(object.getPath(), each);
            } else if (key instanceof String name && each != null) {
                byName.put(name, each);
            }
        });
        return byName;
    }

    /// The same; empty if it is none.
    static Map<String, Object> dictionaryOrNothing(Object value) {
        try {
            return dictionary(value);
        } catch (BusException e) {
            return Map.of();
        }
    }

    private static BusException odd(String expected, Object value) {
        return BusException.odd(
                "the answer should be %s and is a %s"
                        .formatted(expected, plain(value).getClass().getSimpleName()));
    }
}
