package dev.chimera.worker.source;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
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
            "table",
            "form",
            "button",
            "nav",
            "aside",
            "footer",
            "pre",
            "code-block",
            "audio",
            "video");

    private HtmlText() {}

    static String of(String html) {
        // Plain text in a feed's description is the common case, and the parser would keep its line breaks from us.
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return tidy(html);
        }
        Element body = Jsoup.parseBodyFragment(html).body();
        body.select(String.join(",", SILENT)).remove();
        // A person who reads the page would not see it, so it is not what the page says.
        body.select("[hidden],[aria-hidden=true],[style~=(?i)(display\\s*:\\s*none|visibility\\s*:\\s*hidden)]")
                .remove();
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
                if (node instanceof Element element && element.isBlock()) {
                    text.append('\n');
                }
            }
        });
        return tidy(text.toString());
    }

    private static boolean breaksLine(Element element) {
        return element.isBlock() || element.nameIs("br");
    }

    /** One space between words, one line break between paragraphs, no characters that only a machine sees. */
    static String tidy(String text) {
        return text.replaceAll("[\\p{Cf}&&[^\\u200D]]", "")
                .replaceAll("[\\p{Cc}&&[^\\n\\t\\r]]", " ")
                .replace('\u00A0', ' ')
                .replaceAll("(\\p{M}{8})\\p{M}++", "$1")
                .replaceAll("\\r\\n?", "\n")
                .replaceAll("[\\t ]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{2,}", "\n")
                .strip();
    }
}
