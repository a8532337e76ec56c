package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
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

/**
 * Markdown and plain text: a section is an item, and a long section several, cut between its paragraphs. What is no prose of
 * the author's (tables, code, quotations, markup) is left out, and said to be.
 */
final class NoteReader {

    /** A section longer than this is more than one thought. */
    private static final int LONG_SECTION = 1_500;

    /** The parser looks ahead from each of these, at worst to the end of the paragraph. */
    private static final String SIGNS = "<[]!`*_~";

    private static final int MOST_SIGNS = 20_000;

    private static final Parser MARKDOWN = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.NONE)
            .build();

    private static final Pattern FOOTNOTE =
            Pattern.compile("(?m)^ {0,3}\\[\\^[^\\]\\s]{1,60}\\]:.*(?:\\n(?: {2,}|\\t).*|\\n(?=\\n(?: {4}|\\t)))*+");
    private static final Pattern FOOTNOTE_MARK = Pattern.compile(" ?\\[\\^[^\\]\\s]{1,60}\\]");
    private static final Pattern STRUCK_OUT = Pattern.compile("~~[^~\\n]{1,500}~~");
    private static final Pattern WIKI_LINK =
            Pattern.compile("!?\\[\\[(?:[^\\]|\\n]{1,200}\\|)?([^\\]|\\n]{1,200})\\]\\]");
    private static final Pattern CHECK_BOX = Pattern.compile("^\\[[ xX]\\] ");

    private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•–+]|[0-9]{1,3}[.)])\\s+");
    private static final Pattern RULE = Pattern.compile("\\s*[=_*~#-]{3,200}\\s*");

    private NoteReader() {}

    /** @throws UnreadableSourceException SOURCE_TOO_LARGE for what is more markup than any note */
    static Contents readMarkdown(String location, String markdown, boolean ownNote) throws UnreadableSourceException {
        if (markdown.chars().filter(each -> SIGNS.indexOf(each) >= 0).count() > MOST_SIGNS) {
            throw UnreadableSourceException.tooLarge(
                    location + ": has more than " + MOST_SIGNS + " signs of markup; it is no note");
        }
        String text = FrontMatter.skip(FrontMatter.normalized(markdown));
        Sections sections = new Sections(location, ownNote);
        MARKDOWN.parse(FOOTNOTE.matcher(FrontMatter.withoutComments(text)).replaceAll(""))
                .accept(new Blocks(sections));
        return sections.finish(RawText.of(location, markdown));
    }

    static Contents readText(String location, String written, boolean ownNote) {
        String text = FrontMatter.withoutComments(FrontMatter.skip(FrontMatter.normalized(written)));
        Sections sections = new Sections(location, ownNote);
        for (String paragraph : text.split("\\n\\s*\\n")) {
            StringBuilder lines = new StringBuilder();
            for (String line : paragraph.split("\n")) {
                if (RULE.matcher(line).matches()) {
                    continue;
                }
                boolean entry = BULLET.matcher(line).find();
                String words = BULLET.matcher(line).replaceFirst("").strip();
                lines.append(lines.isEmpty() ? "" : entry ? "\n" : " ").append(words);
            }
            sections.paragraph(lines.toString());
            sections.cut();
        }
        return sections.finish(RawText.of(location, written));
    }

    /** Collects paragraphs under the heading that they stand under. */
    private static final class Sections {
        private final String location;
        private final boolean ownNote;
        private final List<Item> items = new ArrayList<>();
        private final List<LeftOut> leftOut = new ArrayList<>();
        private final Set<String> passedOver = new LinkedHashSet<>();
        private final StringBuilder text = new StringBuilder();
        private String heading = "";
        private boolean hasText;

        Sections(String location, boolean ownNote) {
            this.location = location;
            this.ownNote = ownNote;
        }

        void heading(String next) {
            endSection();
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

        void passOver(String what) {
            passedOver.add(what);
        }

        void cut() {
            if (!text.isEmpty()) {
                items.add(new Item(location, heading, null, text.toString(), ownNote, null));
                text.setLength(0);
                hasText = true;
            }
        }

        private void endSection() {
            cut();
            if (!passedOver.isEmpty()) {
                String what = String.join(" and ", passedOver);
                leftOut.add(
                        hasText
                                ? new LeftOut(location, heading, "PART_LEFT_OUT", "has " + what + ", which is not used")
                                : new LeftOut(location, heading, "ITEM_EMPTY", "has only " + what));
            }
            passedOver.clear();
            hasText = false;
        }

        Contents finish(RawText raw) {
            endSection();
            return new Contents(items, leftOut, null, raw);
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
        public void visit(BlockQuote quote) {
            sections.passOver("a quotation");
        }

        @Override
        public void visit(FencedCodeBlock code) {
            sections.passOver("code");
        }

        @Override
        public void visit(IndentedCodeBlock code) {
            sections.passOver("code");
        }

        @Override
        public void visit(HtmlBlock html) {
            sections.passOver("HTML");
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
                sections.passOver("a table");
            } else {
                visitChildren(block);
            }
        }
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
        String prose =
                STRUCK_OUT.matcher(FOOTNOTE_MARK.matcher(words).replaceAll("")).replaceAll("");
        return WIKI_LINK.matcher(CHECK_BOX.matcher(prose).replaceFirst("")).replaceAll("$1");
    }
}
