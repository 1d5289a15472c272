package io.airloom.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/// Which pages there are, in which order and groups: what `docs/README.md` says, whose headings are
/// the groups and whose list items begin with a link to a page.
record Contents(List<Group> groups) {
    Contents {
        groups = List.copyOf(groups);
    }

    /// Pages that belong together.
    record Group(String title, List<Entry> entries) {
        Group {
            entries = List.copyOf(entries);
        }
    }

    /// A page in the navigation.
    ///
    /// @param source in the repository
    record Entry(String title, Path source) {}

    /// Reads the list.
    ///
    /// @param source where it lies in the repository: what links start from
    static Contents read(Path source, String markdown) {
        List<Group> groups = new ArrayList<>();
        for (Node node = Parser.builder().build().parse(markdown).getFirstChild();
                node != null;
                node = node.getNext()) {
            if (node instanceof Heading heading && heading.getLevel() == 2) {
                groups.add(new Group(text(heading), List.of()));
            } else if (node instanceof BulletList list && !groups.isEmpty()) {
                Group group = groups.removeLast();
                List<Entry> entries = new ArrayList<>(group.entries());
                entries.addAll(entries(source, list));
                groups.add(new Group(group.title(), entries));
            }
        }
        return new Contents(groups);
    }

    private static List<Entry> entries(Path source, BulletList list) {
        List<Entry> entries = new ArrayList<>();
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            Link link = item instanceof ListItem ? firstLink(item) : null;
            if (link == null) {
                throw new SiteException(source + ": an item without a link: " + text(item));
            }
            Path target = source.resolveSibling(link.getDestination()).normalize();
            entries.add(new Entry(text(link), target));
        }
        return entries;
    }

    private static @Nullable Link firstLink(Node item) {
        List<Link> links = new ArrayList<>();
        item.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Link link) {
                        links.add(link);
                    }
                });
        return links.isEmpty() ? null : links.getFirst();
    }

    /// What stands in a node, without its marks.
    static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text part) {
                        text.append(part.getLiteral());
                    }

                    @Override
                    public void visit(Code part) {
                        text.append(part.getLiteral());
                    }

                    @Override
                    public void visit(SoftLineBreak end) {
                        text.append(' ');
                    }
                });
        return text.toString();
    }

    /// All pages in their order.
    List<Entry> entries() {
        return groups.stream().flatMap(group -> group.entries().stream()).toList();
    }

    /// The same with a page more at the end of a group.
    Contents with(String groupTitle, Entry entry) {
        List<Group> changed = new ArrayList<>();
        for (Group group : groups) {
            List<Entry> entries = new ArrayList<>(group.entries());
            if (group.title().equals(groupTitle)) {
                entries.add(entry);
            }
            changed.add(new Group(group.title(), entries));
        }
        return new Contents(changed);
    }
}
