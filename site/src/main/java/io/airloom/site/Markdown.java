package io.airloom.site;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/// A page's text as HTML: headings that can be linked as on GitHub, links between pages, blocks of
/// code in colours, recordings of terminals where a paragraph is but a link to one.
final class Markdown {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private final Consumer<Path> wanted;
    private final SourceFiles files;
    private final Recordings recordings;

    /// @param wanted told of files of the repository that a page shows or leads to
    Markdown(Consumer<Path> wanted, SourceFiles files) {
        this.wanted = wanted;
        this.files = files;
        this.recordings = new Recordings(files);
    }

    /// A page's inside.
    ///
    /// @param outline its headings of the second level, by their anchors
    record Body(String html, Map<String, String> outline, boolean hasRecordings) {}

    Body render(Page page) {
        Node document = PARSER.parse(page.markdown());
        IdentityHashMap<Node, String> ids = new IdentityHashMap<>();
        Map<String, String> outline = new LinkedHashMap<>();
        IdGenerator generator = IdGenerator.builder().build();
        boolean[] hasRecordings = {false};
        document.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Heading heading) {
                        String text = Contents.text(heading);
                        String id = generator.generateId(text);
                        ids.put(heading, id);
                        if (heading.getLevel() == 2) {
                            outline.put(id, text);
                        }
                        super.visit(heading);
                    }

                    @Override
                    public void visit(Link link) {
                        hasRecordings[0] |= isRecording(link);
                        link.setDestination(translate(page, link.getDestination()));
                        super.visit(link);
                    }

                    @Override
                    public void visit(Image image) {
                        image.setDestination(translate(page, image.getDestination()));
                        super.visit(image);
                    }
                });
        HtmlRenderer renderer =
                HtmlRenderer.builder()
                        .extensions(List.of(TablesExtension.create()))
                        .nodeRendererFactory(context -> new Blocks(context, ids, page))
                        .build();
        return new Body(renderer.render(document), outline, hasRecordings[0]);
    }

    /// Where a link of a page's source leads on the site.
    private String translate(Page page, String destination) {
        if (destination.matches("[a-z]+:.*") || destination.startsWith("#")) {
            return destination;
        }
        int hash = destination.indexOf('#');
        String anchor = hash < 0 ? "" : destination.substring(hash);
        String path = hash < 0 ? destination : destination.substring(0, hash);
        Path target = page.source().resolveSibling(path).normalize();
        wanted.accept(target);
        return relative(page.place(), files.place(target)) + anchor;
    }

    /// From one place of the site to another.
    static String relative(Path from, Path to) {
        Path folder = from.getParent();
        Path way = folder == null ? to : folder.relativize(to);
        return URI.create("x:/").relativize(URI.create("x:/" + way)).toString();
    }

    private static boolean isRecording(Link link) {
        return link.getDestination().endsWith(".cast")
                && link.getParent() instanceof Paragraph paragraph
                && link.getPrevious() == null
                && link.getNext() == null
                && paragraph.getParent() instanceof Document;
    }

    /// The blocks that we write in our own way.
    private final class Blocks implements NodeRenderer {
        private final HtmlNodeRendererContext context;
        private final HtmlWriter html;
        private final IdentityHashMap<Node, String> ids;
        private final Page page;

        Blocks(HtmlNodeRendererContext context, IdentityHashMap<Node, String> ids, Page page) {
            this.context = context;
            this.html = context.getWriter();
            this.ids = ids;
            this.page = page;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(
                    Heading.class, FencedCodeBlock.class, IndentedCodeBlock.class, Paragraph.class);
        }

        @Override
        public void render(Node node) {
            switch (node) {
                case Heading heading -> heading(heading);
                case FencedCodeBlock block -> code(block.getInfo(), block.getLiteral());
                case IndentedCodeBlock block -> code("", block.getLiteral());
                case Paragraph paragraph -> paragraph(paragraph);
                default -> throw new IllegalStateException("node=" + node);
            }
        }

        private void heading(Heading heading) {
            String id = ids.get(heading);
            String tag = "h" + heading.getLevel();
            html.line();
            html.raw("<%s id=\"%s\">".formatted(tag, id));
            children(heading);
            if (heading.getLevel() > 1) {
                html.raw(
                        " <a class=\"anchor\" href=\"#%s\" aria-label=\"This section\">#</a>"
                                .formatted(id));
            }
            html.raw("</" + tag + ">");
            html.line();
        }

        private void code(String info, String text) {
            html.line();
            html.raw(CodeBlock.of(info, text).html());
            html.line();
        }

        private void paragraph(Paragraph paragraph) {
            if (paragraph.getFirstChild() instanceof Link link && isRecording(link)) {
                html.raw(
                        recordings.figure(
                                page.source().resolveSibling(link.getDestination()).normalize(),
                                Contents.text(link),
                                link.getDestination()));
                return;
            }
            boolean tight =
                    paragraph.getParent() instanceof ListItem item
                            && item.getParent() instanceof ListBlock list
                            && list.isTight();
            if (!tight) {
                html.line();
                html.raw("<p>");
            }
            children(paragraph);
            if (!tight) {
                html.raw("</p>");
                html.line();
            }
        }

        private void children(Node parent) {
            List<Node> children = new ArrayList<>();
            for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                children.add(child);
            }
            children.forEach(context::render);
        }
    }
}
