package io.airloom.site;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A terminal over time, as an asciicast of version 2: each event is a whole screen.
///
/// @param screens one after the other
record Recording(int columns, int rows, List<Screen> screens) {
    /// Before each screen: home, and clear.
    static final String CLEAR = "\u001b[H\u001b[2J";

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[([0-9;:]*)m");

    Recording {
        screens = List.copyOf(screens);
    }

    /// What the terminal showed from a moment on.
    ///
    /// @param seconds since the beginning
    /// @param text its lines; colours as escape sequences
    record Screen(double seconds, String text) {
        /// Without colours.
        String plain() {
            return COLOURS.matcher(text).replaceAll("");
        }
    }

    /// Reads an asciicast that [#json] has written.
    static Recording parse(String name, String cast) {
        List<String> lines = cast.lines().toList();
        int[] size = size(name, lines.isEmpty() ? "" : lines.getFirst());
        List<Screen> screens = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            screens.add(screen(name, line));
        }
        if (screens.isEmpty()) {
            throw new SiteException(name + ": a recording of nothing");
        }
        return new Recording(size[0], size[1], screens);
    }

    private static int[] size(String name, String line) {
        int[] size = new int[2];
        try (JsonParser json =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new SiteException(name + ": no header of an asciicast");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "width" -> size[0] = json.getIntValue();
                    case "height" -> size[1] = json.getIntValue();
                    default -> json.skipChildren();
                }
            }
        }
        return size;
    }

    private static Screen screen(String name, String line) {
        try (JsonParser json =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() == JsonToken.START_ARRAY) {
                json.nextToken();
                double seconds = json.getDoubleValue();
                json.nextToken();
                json.nextToken();
                String text = json.getString();
                if (text.startsWith(CLEAR)) {
                    return new Screen(
                            seconds, text.substring(CLEAR.length()).replace("\r\n", "\n"));
                }
            }
        }
        throw new SiteException(name + ": not a screen: " + line);
    }

    /// As an asciicast, which any player of those plays.
    String json() {
        StringBuilder out = new StringBuilder();
        out.append("{\"version\": 2, \"width\": %d, \"height\": %d}\n".formatted(columns, rows));
        for (Screen screen : screens) {
            String text = CLEAR + screen.text().replace("\n", "\r\n");
            out.append(
                    String.format(
                            Locale.ROOT, "[%.2f, \"o\", %s]\n", screen.seconds(), quoted(text)));
        }
        return out.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// A screen as HTML: its colours as classes `f0` … `f15`, bold, dim, reverse.
    static String html(Screen screen) {
        StringBuilder html = new StringBuilder();
        Matcher matcher = COLOURS.matcher(screen.text());
        List<String> style = new ArrayList<>();
        int end = 0;
        while (matcher.find()) {
            styled(html, style, screen.text().substring(end, matcher.start()));
            change(style, matcher.group(1));
            end = matcher.end();
        }
        styled(html, style, screen.text().substring(end));
        return html.toString();
    }

    private static void styled(StringBuilder html, List<String> style, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (style.isEmpty()) {
            html.append(Html.escape(text));
            return;
        }
        html.append("<span class=\"").append(String.join(" ", style)).append("\">");
        html.append(Html.escape(text)).append("</span>");
    }

    /// What a "select graphic rendition" changes; what we have no class for is left out.
    private static void change(List<String> style, String parameters) {
        List<Integer> numbers =
                parameters.isEmpty()
                        ? List.of(0)
                        : Arrays.stream(parameters.split("[;:]"))
                                .map(number -> number.isEmpty() ? 0 : Integer.parseInt(number))
                                .collect(Collectors.toList());
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            if (number == 0) {
                style.clear();
            } else if (number == 1) {
                style.add("b");
            } else if (number == 2) {
                style.add("d");
            } else if (number == 7) {
                style.add("r");
            } else if (number == 22) {
                style.removeAll(List.of("b", "d"));
            } else if (number == 27) {
                style.remove("r");
            } else if (number == 39) {
                style.removeIf(name -> name.startsWith("f"));
            } else if (number == 49) {
                style.removeIf(name -> name.startsWith("g"));
            } else if (number >= 30 && number <= 37) {
                colour(style, "f", number - 30);
            } else if (number >= 90 && number <= 97) {
                colour(style, "f", number - 90 + 8);
            } else if (number >= 40 && number <= 47) {
                colour(style, "g", number - 40);
            } else if (number >= 100 && number <= 107) {
                colour(style, "g", number - 100 + 8);
            } else if ((number == 38 || number == 48)
                    && i + 2 < numbers.size()
                    && numbers.get(i + 1) == 5) {
                colour(style, number == 38 ? "f" : "g", basic(numbers.get(i + 2)));
                i += 2;
            }
        }
    }

    private static void colour(List<String> style, String prefix, int number) {
        style.removeIf(name -> name.startsWith(prefix));
        style.add(prefix + number);
    }

    /// The nearest of the sixteen to one of 256 colours.
    private static int basic(int number) {
        if (number < 16) {
            return number;
        }
        if (number >= 232) {
            return number < 244 ? 8 : 7;
        }
        int cube = number - 16;
        int red = cube / 36;
        int green = cube / 6 % 6;
        int blue = cube % 6;
        int bright = Math.max(red, Math.max(green, blue)) > 3 ? 8 : 0;
        return bright + (red > 2 ? 1 : 0) + (green > 2 ? 2 : 0) + (blue > 2 ? 4 : 0);
    }
}
