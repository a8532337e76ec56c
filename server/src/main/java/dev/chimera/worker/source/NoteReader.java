package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Markdown and plain text: a section is an item, and a long section several, cut between its paragraphs. */
final class NoteReader {

    /** A section longer than this is more than one thought. */
    private static final int LONG_SECTION = 1_500;

    private NoteReader() {}

    static List<Item> readMarkdown(String location, String markdown, boolean ownNote) {
        Sections sections = new Sections(location, ownNote);
        Parser.builder()
                .includeSourceSpans(IncludeSourceSpans.NONE)
                .build()
                .parse(withoutFrontMatter(markdown))
                .accept(new Blocks(sections));
        return sections.finish();
    }

    static List<Item> readText(String location, String text, boolean ownNote) {
        Sections sections = new Sections(location, ownNote);
        for (String paragraph : text.replaceAll("\\r\\n?", "\n").split("\\n\\s*\\n")) {
            sections.paragraph(paragraph.replace('\n', ' '));
            sections.cut();
        }
        return sections.finish();
    }

    private static String withoutFrontMatter(String markdown) {
        String text = markdown.startsWith("\uFEFF") ? markdown.substring(1) : markdown;
        int end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
        return end < 0 ? text : text.substring(end + 5);
    }

    /** Collects paragraphs under the heading that they stand under. */
    private static final class Sections {
        private final String location;
        private final boolean ownNote;
        private final List<Item> items = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private String heading = "";

        Sections(String location, boolean ownNote) {
            this.location = location;
            this.ownNote = ownNote;
        }

        void heading(String next) {
            cut();
            heading = next;
        }

        void paragraph(String paragraph) {
            String tidy = HtmlText.tidy(paragraph);
            if (text.length() + tidy.length() > LONG_SECTION) {
                cut();
            }
            if (!tidy.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(tidy);
            }
        }

        void cut() {
            if (!text.isEmpty()) {
                items.add(new Item(location, heading, null, text.toString(), ownNote, null));
                text.setLength(0);
            }
        }

        List<Item> finish() {
            cut();
            return items;
        }
    }

    private static final class Blocks extends AbstractVisitor {
        private final Sections sections;

        Blocks(Sections sections) {
            this.sections = sections;
        }

        @Override
        public void visit(Heading heading) {
            sections.heading(HtmlText.tidy(words(heading)));
        }

        /** A list's entries hold paragraphs too, so they come here as well. */
        @Override
        public void visit(Paragraph paragraph) {
            sections.paragraph(words(paragraph));
        }

        /** Somebody else's words, without saying whose. */
        @Override
        public void visit(BlockQuote quote) {}

        @Override
        public void visit(FencedCodeBlock code) {}

        @Override
        public void visit(IndentedCodeBlock code) {}

        @Override
        public void visit(HtmlBlock html) {}
    }

    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                words.append(' ');
            }

            @Override
            public void visit(HardLineBreak lineBreak) {
                words.append(' ');
            }

            @Override
            public void visit(Image image) {}

            @Override
            public void visit(HtmlInline html) {}
        });
        return words.toString();
    }
}
