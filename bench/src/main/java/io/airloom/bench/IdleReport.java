package io.airloom.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What [AirIdle] measured.
///
/// @param guests on the air
/// @param parts silent, one beaconing, all beaconing
public record IdleReport(int guests, List<Part> parts) {
    public IdleReport {
        parts = List.copyOf(parts);
    }

    /// One part.
    ///
    /// @param beaconing how many guests sent beacons
    /// @param beacons sent in all
    /// @param percent of one processor that the air's thread took
    public record Part(int beaconing, long beacons, double percent) {}

    /// The report for people.
    public List<String> lines() {
        return parts.stream()
                .map(part ->
                        String.format(
                                Locale.ROOT,
                                "%d guests, %d beaconing (%,d beacons): %.2f %% of a processor",
                                guests,
                                part.beaconing(),
                                part.beacons(),
                                part.percent()))
                .toList();
    }

    /// Writes the report for programs.
    ///
    /// @throws IOException if the file cannot be written
    public void writeJson(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("guests", guests);
            json.writeArrayPropertyStart("parts");
            for (Part part : parts) {
                json.writeStartObject();
                json.writeNumberProperty("beaconing", part.beaconing());
                json.writeNumberProperty("beacons", part.beacons());
                json.writeNumberProperty("percent", part.percent());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
