package io.airloom.tests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON text as maps, lists, strings, longs, doubles and booleans.
final class Json {
    private Json() {}

    static Map<String, Object> object(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return asObject(value(parser));
        }
    }

    static List<Object> list(Map<String, Object> object, String key) {
        List<Object> list = new ArrayList<>();
        ((List<?>) object.get(key)).forEach(list::add);
        return list;
    }

    static Map<String, Object> objectIn(Map<String, Object> object, String key) {
        return asObject(object.get(key));
    }

    static Map<String, Object> objectAt(Map<String, Object> object, String key, int index) {
        return asObject(list(object, key).get(index));
    }

    private static Map<String, Object> asObject(Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, entry) -> object.put((String) key, entry));
        return object;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    // A null is as good as no member.
                    if (parser.nextToken() != JsonToken.VALUE_NULL) {
                        object.put(key, value(parser));
                    }
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new AssertionError("unexpected " + parser.currentToken());
        };
    }
}
