package dev.chimera.worker.source;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeVisitor;

/** The text of a piece of HTML, a line per block: what a reader would read, without captions, menus and scripts. */
final class HtmlText {

    private static final Set<String> SILENT = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "iframe",
            "object",
            "svg",
            "figure",
            "figcaption",
            "form",
            "button",
            "nav",
            "aside",
            "footer",
            "pre",
            "code-block",
            "audio",
            "video");

    /** More of an article than is kept of it, markup and all. */
    private static final int LONGEST_HTML = 400_000;

    private static final int MOST_TAGS = 20_000;
    private static final int MOST_ROWS = 60;

    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]{0,2000}>|<!--");
    private static final Pattern TAG_AGAIN = Pattern.compile(
            "(?i)</(?:p|div|span|a|strong|em|b|i|ul|ol|li|h[1-6]|blockquote)>|<(?:br ?/?|img [^<>]{0,500})>");

    private static final Pattern ENTITY = Pattern.compile("&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,10});");
    private static final Pattern WRAPPED = Pattern.compile("(?<=[\\p{L}\\p{N},;])\\n(?=\\p{Ll})");
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private HtmlText() {}

    static String of(String html) {
        // Plain text in a feed's description is the common case, and the parser would keep its line breaks from us.
        if (html.indexOf('<') < 0) {
            return plain(html);
        }
        return onceMore(read(html));
    }

    /** Markup that is left when markup was read was escaped twice. */
    private static String onceMore(String text) {
        boolean again = TAG_AGAIN.matcher(text).find();
        return unescaped(again ? read(text.replace("\n", "<br>")) : text);
    }

    /** Of what may be HTML or plain text, and often is not what its feed says that it is. */
    static String ofEither(String text) {
        return TAG.matcher(text).find() ? of(text) : plain(text);
    }

    /** Of plain text, in which entities are left from where it was HTML; its line breaks are a person's or a program's. */
    static String plain(String text) {
        String plain = unescaped(tidy(text));
        return TAG_AGAIN.matcher(plain).find()
                ? onceMore(plain)
                : WRAPPED.matcher(plain).replaceAll(" ");
    }

    private static String unescaped(String text) {
        String plain = text;
        for (int layer = 0; layer < 2 && ENTITY.matcher(plain).find(); layer++) {
            plain = tidy(Parser.unescapeEntities(plain, true));
        }
        return plain;
    }

    private static String read(String html) {
        Element body = Jsoup.parseBodyFragment(bounded(html)).body();
        body.select(String.join(",", SILENT)).remove();
        // A person who reads the page would not see it, so it is not what the page says.
        body.select("[hidden],[aria-hidden=true],[style~=(?i)(display\\s*:\\s*none|visibility\\s*:\\s*hidden)]")
                .remove();
        body.select("table").stream().filter(HtmlText::holdsData).forEach(HtmlText::sayRows);
        StringBuilder text = new StringBuilder();
        body.traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replace('\n', ' '));
                } else if (node instanceof Element element && breaksLine(element)) {
                    text.append('\n');
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element && breaksLine(element)) {
                    text.append('\n');
                }
            }
        });
        return tidy(text.toString());
    }

    /** Newsletters put their whole text into tables of one column; one of several columns is no prose. */
    private static boolean holdsData(Element table) {
        return table.select("tr").stream()
                .anyMatch(
                        row -> row.children().stream().filter(Element::hasText).count() > 1);
    }

    /** A row becomes a line, as in a note. */
    private static void sayRows(Element table) {
        List<List<String>> rows = table.select("tr").stream()
                .limit(MOST_ROWS)
                .map(row -> row.children().eachText())
                .filter(row -> row.size() > 1)
                .toList();
        boolean headed = rows.size() > 1
                && (table.select("tr").stream()
                                .limit(1)
                                .allMatch(row -> row.select("td").isEmpty())
                        || Rows.isHead(rows.getFirst(), rows.subList(1, rows.size())));
        Element said = new Element("div");
        rows.stream()
                .skip(headed ? 1 : 0)
                .forEach(row -> said.appendElement("p").text(Rows.said(row, headed ? rows.getFirst() : List.of())));
        table.replaceWith(said);
    }

    private static String bounded(String html) {
        int end = Math.min(html.length(), LONGEST_HTML);
        int tags = 0;
        for (int at = 0; at < end; at++) {
            if (html.charAt(at) == '<' && ++tags > MOST_TAGS) {
                return html.substring(0, at);
            }
        }
        return html.substring(0, end);
    }

    private static boolean breaksLine(Element element) {
        return element.isBlock() || element.nameIs("br");
    }

    /** One space between words, one line break between paragraphs, no characters that only a machine sees. */
    static String tidy(String text) {
        return readable(text)
                .replaceAll("[\\p{Cf}&&[^\\u200D]]", "")
                .replace('\u00A0', ' ')
                .replaceAll("(\\p{M}{8})\\p{M}++", "$1")
                .replaceAll("\\r\\n?", "\n")
                .replaceAll("[\\t ]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{2,}", "\n")
                .strip();
    }

    /**
     * Control characters mean nothing to a reader and end a word at most where they are separators. Those from 128 to 159 are
     * what Windows has there: quotes, dashes, ellipses, written by programs that take its characters for Latin-1.
     */
    private static String readable(String text) {
        if (text.chars().noneMatch(each -> Character.isISOControl(each) && each != '\n')) {
            return text;
        }
        String shown = TerminalEscapes.takenFrom(text);
        StringBuilder readable = new StringBuilder(shown.length());
        for (int at = 0; at < shown.length(); at++) {
            char each = shown.charAt(at);
            if (each >= 0x80 && each <= 0x9f) {
                String meant = new String(new byte[] {(byte) each}, WINDOWS);
                readable.append(meant.equals("\uFFFD") || Character.isISOControl(meant.charAt(0)) ? " " : meant);
            } else if (each == 0x0b || each == 0x0c || (each >= 0x1c && each <= 0x1e)) {
                readable.append(' ');
            } else if (!Character.isISOControl(each) || each == '\n' || each == '\r' || each == '\t') {
                readable.append(each);
            }
        }
        return readable.toString();
    }
}
