package dev.chimera.worker.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds where the entries of a feed begin and end, so that each can be parsed alone: what is wrong with one costs no other,
 * and no more than one is in memory as a tree. It goes through the text once, whatever stands there.
 *
 * <p>Feeds are rarely well-formed. So this looks only for tags that matter, outside of comments and of CDATA; what stands
 * before the root, such as a warning of the program that wrote the feed, is passed over.
 */
final class FeedScanner {

    /** The newest ones, since a feed begins with them. */
    static final int MOST_ENTRIES = 500;

    private static final Set<String> ENTRIES = Set.of("item", "entry");
    private static final Set<String> ROOTS = Set.of("rss", "rdf", "feed", "channel");
    private static final int LONGEST_HEAD = 200_000;
    private static final int LONGEST_TAG = 16_000;
    private static final int MOST_OPEN = 8;

    /**
     * @param root the name of the outermost element, in lower case and without a prefix; empty where there is none
     * @param opening the start tags around the entries, with the namespaces and the base that hold in them
     * @param head all that stands outside of entries
     * @param entries where each begins and ends
     * @param more how many entries follow those
     * @param entities whether the feed declares entities of its own
     */
    record Scanned(String root, String opening, String head, List<Span> entries, int more, boolean entities) {}

    /**
     * @param whole whether the entry has an end tag; without one the feed breaks off in it
     */
    record Span(int start, int end, boolean whole) {}

    private final String text;
    private final StringBuilder head = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Span> entries = new ArrayList<>();
    private String root = "";
    private String opening = "";
    private String entryName = "";
    private int entryStart = -1;
    private int headFrom;
    private int more;
    private boolean entities;

    private FeedScanner(String text) {
        this.text = text;
    }

    static Scanned scan(String text) {
        return new FeedScanner(text).scan();
    }

    private Scanned scan() {
        int at = text.indexOf('<');
        while (at >= 0 && !entities) {
            at = text.indexOf('<', pass(at));
        }
        if (entryStart >= 0) {
            endEntry(text.length(), false);
        } else {
            addHead(text.length());
        }
        return new Scanned(root, opening, head.toString(), List.copyOf(entries), more, entities);
    }

    /** Goes past the tag, comment or declaration that begins here. */
    private int pass(int at) {
        if (text.startsWith("<!--", at)) {
            return after("-->", at + 4);
        }
        if (text.startsWith("<![CDATA[", at)) {
            return after("]]>", at + 9);
        }
        if (text.startsWith("<?", at)) {
            return after("?>", at + 2);
        }
        if (text.startsWith("<!", at)) {
            int end = after(">", at);
            int subset = text.indexOf('[', at);
            entities = entryStart < 0 && subset >= 0 && subset < end;
            return end;
        }
        boolean closes = text.startsWith("</", at);
        int nameStart = at + (closes ? 2 : 1);
        int nameEnd = nameStart;
        while (nameEnd < text.length() && isPartOfName(text.charAt(nameEnd))) {
            nameEnd++;
        }
        if (nameEnd == nameStart) {
            return at + 1;
        }
        String name = text.substring(nameStart, nameEnd);
        int end = closes ? after(">", nameEnd) : endOfTag(nameEnd);
        if (closes) {
            closed(name, at, end);
        } else {
            opened(name, at, end);
        }
        return end;
    }

    private void opened(String name, int at, int end) {
        String local = local(name);
        boolean empty = text.charAt(end - 1) == '>' && end >= 2 && text.charAt(end - 2) == '/';
        if (entryStart >= 0) {
            if (name.equals(entryName)) {
                // An entry in an entry: the end of the one before is missing.
                endEntry(at, false);
                beginEntry(name, at, end, empty);
            }
        } else if (!root.isEmpty() && ENTRIES.contains(local)) {
            addHead(at);
            beginEntry(name, at, end, empty);
        } else {
            if (root.isEmpty() || (!ROOTS.contains(root) && ROOTS.contains(local))) {
                root = local;
                open.clear();
            }
            if (!empty && open.size() < MOST_OPEN) {
                open.addLast(text.substring(at, end));
            }
        }
    }

    private void closed(String name, int at, int end) {
        if (entryStart >= 0) {
            boolean whole = name.equals(entryName);
            if (whole || ROOTS.contains(local(name))) {
                headFrom = whole ? end : at;
                endEntry(headFrom, whole);
            }
        } else if (!open.isEmpty() && open.getLast().startsWith(name, 1)) {
            open.removeLast();
        }
    }

    private void beginEntry(String name, int at, int end, boolean empty) {
        if (entries.isEmpty()) {
            opening = String.join("", open);
        }
        entryName = name;
        entryStart = at;
        if (empty) {
            headFrom = end;
            endEntry(end, true);
        }
    }

    private void endEntry(int end, boolean whole) {
        if (entries.size() < MOST_ENTRIES) {
            entries.add(new Span(entryStart, end, whole));
        } else {
            more++;
        }
        entryStart = -1;
    }

    private void addHead(int until) {
        int room = LONGEST_HEAD - head.length();
        if (headFrom < until && room > 0) {
            head.append(text, headFrom, Math.min(until, headFrom + room));
        }
    }

    private int after(String mark, int from) {
        int end = text.indexOf(mark, from);
        return end < 0 ? text.length() : end + mark.length();
    }

    /** An attribute may hold a {@code >}; where its quotes don't match, the first one counts. */
    private int endOfTag(int from) {
        char quote = 0;
        for (int at = from; at < Math.min(text.length(), from + LONGEST_TAG); at++) {
            char each = text.charAt(at);
            if (quote != 0) {
                quote = each == quote ? 0 : quote;
            } else if (each == '"' || each == '\'') {
                quote = each;
            } else if (each == '>') {
                return at + 1;
            }
        }
        return after(">", from);
    }

    private static boolean isPartOfName(char each) {
        return Character.isLetterOrDigit(each) || each == ':' || each == '_' || each == '-' || each == '.';
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }
}
