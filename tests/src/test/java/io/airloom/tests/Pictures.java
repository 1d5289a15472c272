package io.airloom.tests;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/// What can be said of a picture without eyes.
final class Pictures {
    private Pictures() {}

    /// From 0, all black, to 255, all white.
    static double brightness(Path png) throws IOException {
        return Arrays.stream(pixels(png))
                .mapToDouble(p -> ((p >> 16 & 0xff) + (p >> 8 & 0xff) + (p & 0xff)) / 3.0)
                .average()
                .orElseThrow();
    }

    /// How many different ones it has.
    static long colours(Path png) throws IOException {
        return Arrays.stream(pixels(png)).distinct().count();
    }

    private static int[] pixels(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
