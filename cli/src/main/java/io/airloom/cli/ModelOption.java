package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.medium.ChannelModel;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Position;
import io.airloom.medium.Propagation;
import io.airloom.topology.Positions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who hears whom on an air, and how well.
final class ModelOption {
    private static final List<String> MODELS = List.of("ideal", "channel");

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "ideal: everybody hears everybody, at once. channel: signals fall with distance,"
                            + " weak ones are lost, and tries take time (docs/channel.md). Default:"
                            + " ideal.")
    private String model = "ideal";

    @Option(
            names = "--exponent",
            paramLabel = "N",
            description =
                    "Of --model channel: how fast signals fall with distance, 1.5 to 6; 2 is free"
                            + " space. Default: 3.")
    private @Nullable Double exponent;

    @Option(
            names = "--noise-figure",
            paramLabel = "DB",
            description = "Of --model channel: receivers' own noise, 0 to 30. Default: 9.")
    private @Nullable Integer noiseFigureDb;

    @Option(
            names = "--position",
            paramLabel = "NODE=X,Y[,Z]",
            description =
                    "Of --model channel: where a node is, in metres; may be given several times.")
    private Map<String, String> places = Map.of();

    /// The model that was asked for.
    ///
    /// @param vwifi whether clients of vwifi come, which have a model of their own
    /// @throws UsageException if it cannot be
    Propagation propagation(boolean vwifi) {
        if (!MODELS.contains(model)) {
            throw new UsageException(
                    "--model is unknown: "
                            + Printable.quoted(model)
                            + Suggestion.after(model, MODELS));
        }
        if (model.equals("ideal")) {
            if (exponent != null || noiseFigureDb != null || !places.isEmpty()) {
                throw new UsageException(
                        "--exponent, --noise-figure and --position are for --model channel");
            }
            return new IdealPropagation();
        }
        if (vwifi) {
            throw new UsageException("--model channel is not for clients of vwifi");
        }
        Map<String, Position> positions = new HashMap<>();
        places.forEach((node, place) -> positions.put(node, position(node, place)));
        try {
            return new ChannelModel(
                    new ChannelSettings(
                            exponent == null ? ChannelSettings.USUAL_EXPONENT : exponent,
                            noiseFigureDb == null
                                    ? ChannelSettings.USUAL_NOISE_FIGURE_DB
                                    : noiseFigureDb,
                            positions));
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--exponent is 1.5 to 6 and --noise-figure 0 to 30, not " + e.getMessage());
        }
    }

    private static Position position(String node, String place) {
        try {
            return Positions.parse(place);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--position " + node + ": " + e.getMessage());
        }
    }
}
