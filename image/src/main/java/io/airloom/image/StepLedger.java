package io.airloom.image;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What the steps of one recipe were made from the last time, kept in the cache so that `--explain`
/// can say what has changed since. Nothing else is decided by it: one that is lost or broken is as
/// good as an empty one.
public final class StepLedger {
    private static final JsonFactory JSON = new JsonFactory();

    /// Longest file that is read, in bytes.
    private static final long MAX_BYTES = 64L << 20;

    private final Path file;

    /// Inputs by step.
    private final SortedMap<String, SortedMap<String, String>> steps;

    private StepLedger(Path file, SortedMap<String, SortedMap<String, String>> steps) {
        this.file = file;
        this.steps = steps;
    }

    /// The ledger of a recipe.
    ///
    /// @param name a file name
    static StepLedger open(Cache cache, String name) {
        Path file = cache.root().resolve("recipes").resolve(name + ".json");
        return new StepLedger(file, read(file));
    }

    private static SortedMap<String, SortedMap<String, String>> read(Path file) {
        SortedMap<String, SortedMap<String, String>> steps = new TreeMap<>();
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return steps;
            }
            try (JsonParser json =
                    JSON.createParser(ObjectReadContext.empty(), Files.readString(file))) {
                json.nextToken();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String step = json.currentName();
                    if (json.nextToken() == JsonToken.START_OBJECT) {
                        steps.put(step, strings(json));
                    } else {
                        json.skipChildren();
                    }
                }
            }
            return steps;
        } catch (IOException | JacksonException e) {
            return new TreeMap<>();
        }
    }

    private static SortedMap<String, String> strings(JsonParser json) {
        SortedMap<String, String> strings = new TreeMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING) {
                strings.put(name, json.getString());
            } else {
                json.skipChildren();
            }
        }
        return strings;
    }

    /// What a step was made from the last time.
    Optional<SortedMap<String, String>> inputs(String step) {
        return Optional.ofNullable(steps.get(step)).map(Collections::unmodifiableSortedMap);
    }

    /// Notes what steps are made from now, and writes it down.
    ///
    /// @param made the steps whose results are there; what is known of others of the plan stays
    void note(StepPlan plan, java.util.Collection<String> made) {
        steps.keySet().retainAll(plan.names());
        for (String name : made) {
            steps.put(name, plan.inputs(name));
        }
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
            Files.writeString(part, json());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The build is as good without it; only the next explanation is poorer.
            return;
        }
    }

    private String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (Map.Entry<String, SortedMap<String, String>> step : steps.entrySet()) {
                json.writeObjectPropertyStart(step.getKey());
                step.getValue().forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    /// Forgets it all.
    void forget() throws IOException {
        steps.clear();
        Files.deleteIfExists(file);
    }
}
