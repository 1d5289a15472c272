package io.airloom.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// One YAML file while it is read, with those that it includes: its tree with places, and the
/// mistakes found so far.
///
/// The tree is walked by code that knows its shape, so that an alias is only ever followed as deep
/// as the schema goes. Nesting is limited before the tree is built, because building it recurses.
public final class YamlFile {
    /// Longest file, in characters.
    public static final int MAX_LENGTH = 1 << 20;

    /// Deepest nesting; the schema needs five.
    static final int MAX_DEPTH = 32;

    /// More mistakes than this are counted, not listed.
    private static final int MAX_PROBLEMS = 50;

    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    public YamlFile(String name) {
        this.name = name;
    }

    /// The root of `text`, or null with the reason among the problems.
    public @Nullable Node read(String text) {
        return read(name, text);
    }

    /// The root of another file's text, or null with the reason among the problems.
    ///
    /// @param label what messages call that file
    public @Nullable Node read(String label, String text) {
        if (text.length() > MAX_LENGTH) {
            problems.add(
                    new Problem(
                            label, 0, 0, "the file is longer than " + MAX_LENGTH + " characters"));
            return null;
        }
        var settings = LoadSettings.builder().setLabel(label).setUseMarks(true).build();
        try {
            if (!isShallow(parser(settings, text))) {
                return null;
            }
            List<Node> documents = new ArrayList<>();
            new Composer(settings, parser(settings, text)).forEachRemaining(documents::add);
            if (documents.isEmpty()) {
                problems.add(new Problem(label, 0, 0, "the file is empty"));
                return null;
            }
            if (documents.size() > 1) {
                problem(documents.get(1), "a second document; one file describes one thing");
            }
            return documents.getFirst();
        } catch (MarkedYamlEngineException e) {
            problem(e.getProblemMark().or(e::getContextMark), "not YAML: " + reason(e));
        } catch (YamlEngineException e) {
            String reason = Printable.line(String.valueOf(e.getMessage()));
            problems.add(new Problem(label, 0, 0, "not YAML: " + reason));
        }
        return null;
    }

    private static ParserImpl parser(LoadSettings settings, String text) {
        return new ParserImpl(settings, new StreamReader(settings, text));
    }

    private static String reason(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        String context = e.getContext();
        String text =
                problem == null || problem.isEmpty()
                        ? String.valueOf(context)
                        : context == null || context.isEmpty()
                                ? problem
                                : problem + " (" + context + ")";
        // A password that begins with * or ! is no alias or tag to its owner, and nobody's
        // business.
        return Printable.line(text.replaceFirst("(undefined (alias|tag handle)) .*", "$1"));
    }

    private boolean isShallow(Iterator<Event> events) {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                problem(event.getStartMark(), "nested deeper than " + MAX_DEPTH + " levels");
                return false;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return true;
    }

    public void problem(Node at, String text) {
        problem(at.getStartMark(), text);
    }

    private void problem(Optional<Mark> at, String text) {
        problems.add(at(at, text));
    }

    private Problem at(Optional<Mark> at, String text) {
        int line = at.map(m -> m.getLine() + 1).orElse(0);
        int column = at.map(m -> m.getColumn() + 1).orElse(0);
        return new Problem(at.map(Mark::getName).orElse(name), line, column, text);
    }

    /// A problem at this place that is not reported.
    Problem at(Node place, String text) {
        return at(place.getStartMark(), text);
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /// What messages call the file in which a node stands.
    public String fileOf(Node node) {
        return node.getStartMark().map(Mark::getName).orElse(name);
    }

    /// Everything found, in the order of the file, then of those that it includes, cut at a
    /// readable number.
    public List<Problem> problems() {
        List<Problem> sorted = new ArrayList<>(problems.stream().distinct().toList());
        sorted.sort(
                Comparator.comparing((Problem problem) -> !problem.file().equals(name))
                        .thenComparing(Problem::file)
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column));
        if (sorted.size() > MAX_PROBLEMS) {
            int more = sorted.size() - MAX_PROBLEMS;
            sorted = new ArrayList<>(sorted.subList(0, MAX_PROBLEMS));
            sorted.add(new Problem(name, 0, 0, "and " + more + " more mistakes"));
        }
        return sorted;
    }
}
