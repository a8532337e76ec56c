package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Markdown and plain text: a section is an item, and a long section several, cut between its paragraphs. What is no prose of
 * the author's (code, quotations, markup) is left out, and said to be; the rows of a table are said in a line each.
 */
final class NoteReader {

    /** The parser looks ahead from each of these, at worst to the end of the paragraph. */
    private static final String SIGNS = "<[]!`*_~";

    private static final int MOST_SIGNS = 20_000;

    /** Four hundred pages. Each line costs memory while the note is read, however short it is. */
    private static final int MOST_LINES = 20_000;

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
        Sections sections = new Sections(location, ownNote);
        PlainText.read(FrontMatter.withoutComments(FrontMatter.skip(FrontMatter.normalized(written))), sections);
        return sections.finish(RawText.of(location, written));
    }

    /** @throws UnreadableSourceException SOURCE_TOO_LARGE for more lines than any note has */
    static void boundLines(String location, String text) throws UnreadableSourceException {
        if (text.chars().filter(each -> each == '\n' || each == '\r').count() > MOST_LINES) {
            throw UnreadableSourceException.tooLarge(
                    location + ": has more than " + MOST_LINES + " lines; it is no note");
        }
    }

    private static final class Blocks extends AbstractVisitor {
        private final Sections sections;
        private boolean ended;
        private boolean isPress;

        Blocks(Sections sections) {
            this.sections = sections;
        }

        @Override
        public void visit(Heading heading) {
            String words = HtmlText.tidy(words(heading));
            if (!endsAt(words)) {
                sections.heading(words, heading.getLevel());
            }
        }

        private void headed(String heading) {
            if (!endsAt(heading)) {
                sections.heading(heading);
            }
        }

        /** Whether this is read no more, because a press release ended above it. */
        private boolean endsAt(String line) {
            boolean endsHere = PressRelease.ends(line) || (isPress && PressRelease.isAbout(line));
            if (ended || endsHere) {
                sections.passOver("what stands below the end of a press release", line);
                ended = true;
            }
            return ended;
        }

        @Override
        public void visit(Paragraph paragraph) {
            String words = HtmlText.tidy(words(paragraph));
            if (endsAt(words)) {
                return;
            }
            isPress |= PressRelease.releases(words) || PressRelease.hasDateline(words);
            if (isBold(paragraph) && PlainText.isHeading(words)) {
                headed(words);
            } else if (!PressRelease.releases(words) && !(leadsOn(words) && isList(paragraph.getNext()))) {
                sections.lines(lines(paragraph));
            }
        }

        @Override
        public void visit(BulletList list) {
            list((ListBlock) list);
        }

        @Override
        public void visit(OrderedList list) {
            list((ListBlock) list);
        }

        private void list(ListBlock list) {
            if (ended) {
                return;
            }
            String before = list.getPrevious() instanceof Paragraph above ? HtmlText.tidy(words(above)) : "";
            List<String> entries = new ArrayList<>();
            List<Node> more = new ArrayList<>();
            for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
                List<String> lines = item.getFirstChild() instanceof Paragraph first ? lines(first) : List.of();
                Node next = item.getFirstChild() == null
                        ? null
                        : item.getFirstChild().getNext();
                boolean titled = !lines.isEmpty() && PlainText.isHeading(lines.getFirst());
                if (titled && (lines.size() > 1 || next instanceof Paragraph)) {
                    titled(lines, next);
                } else {
                    entries.addAll(lines);
                    more.addAll(siblings(lines.isEmpty() ? item.getFirstChild() : next));
                }
            }
            sections.list(leadsOn(before) ? before : "", entries);
            more.forEach(node -> node.accept(this));
        }

        /** An entry that is a heading and what is said under it. */
        private void titled(List<String> lines, @Nullable Node rest) {
            String above = sections.heading();
            sections.heading(lines.getFirst());
            sections.lines(lines.subList(1, lines.size()));
            siblings(rest).forEach(node -> node.accept(this));
            sections.heading(above);
        }

        private static List<Node> siblings(@Nullable Node first) {
            List<Node> nodes = new ArrayList<>();
            for (Node node = first; node != null; node = node.getNext()) {
                nodes.add(node);
            }
            return nodes;
        }

        private static boolean leadsOn(String words) {
            return words.endsWith(":");
        }

        private static boolean isList(@Nullable Node node) {
            return node instanceof ListBlock;
        }

        private static boolean isBold(Paragraph paragraph) {
            return paragraph.getFirstChild() instanceof StrongEmphasis all && all.getNext() == null;
        }

        private static List<String> lines(Node node) {
            return Lines.ofParagraph(
                    words(node).lines().filter(line -> !line.isBlank()).toList());
        }

        /** Somebody else's words, without saying whose. */
        @Override
        public void visit(BlockQuote quote) {
            sections.passOver("a quotation", words(quote).replace(Lines.HARD_BREAK, ' '));
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
            sections.passOver("HTML", HtmlText.of(html.getLiteral()));
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock table && !ended) {
                sections.rows(rows(table));
            } else {
                visitChildren(block);
            }
        }

        private static List<List<String>> rows(TableBlock table) {
            List<List<String>> rows = new ArrayList<>();
            table.accept(new AbstractVisitor() {
                @Override
                public void visit(CustomNode node) {
                    if (node instanceof TableRow row) {
                        rows.add(siblings(row.getFirstChild()).stream()
                                .map(cell -> HtmlText.tidy(words(cell)).replace('\n', ' '))
                                .toList());
                    } else {
                        visitChildren(node);
                    }
                }
            });
            return rows;
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
                words.append('\n');
            }

            @Override
            public void visit(HardLineBreak lineBreak) {
                words.append(Lines.HARD_BREAK);
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
