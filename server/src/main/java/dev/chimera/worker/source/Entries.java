package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the entries of one feed, and says of each that it leaves out why it does. */
final class Entries {

    /** {@code Mill Lane is closed | Tarn Gazette}. */
    private static final Pattern SITE = Pattern.compile("(?<=\\S \\S{1,60} \\S{1,60}) [|»] [^|»]{1,60}+$");

    private final String location;
    private final boolean own;
    private final List<Item> items = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    Entries(String location, boolean own) {
        this.location = location;
        this.own = own;
    }

    void add(Entry entry) {
        if (entry.title().isEmpty() && entry.text().isEmpty()) {
            leaveOut(entry.shown(), "ITEM_EMPTY", "has neither a title nor a text");
        } else if (isRepeated(entry)) {
            leaveOut(entry.shown(), "ITEM_DUPLICATE", "stands in this feed before");
        } else {
            // Where a feed has only titles, they are what it says.
            String text = entry.text().isEmpty() ? entry.title() : entry.text();
            items.add(new Item(
                    location, SITE.matcher(entry.title()).replaceFirst(""), entry.url(), text, own, entry.published()));
        }
    }

    /** Some feeds give every entry the same id, so an id alone makes none a repetition. */
    private boolean isRepeated(Entry entry) {
        String name = entry.title().isEmpty() ? entry.text() : entry.title();
        boolean sameId = !entry.guid().isEmpty() && !seen.add("id " + entry.guid() + "\n" + name);
        return !seen.add("words " + entry.title() + "\n" + entry.text()) || sameId;
    }

    void leaveOut(String item, String code, String why) {
        leftOut.add(new LeftOut(location, item, code, why));
    }

    void more(int entries) {
        if (entries > 0) {
            leaveOut(
                    "",
                    "ITEMS_OVER_LIMIT",
                    "has " + entries + " more entries than the first " + FeedScanner.MOST_ENTRIES + ", which are read");
        }
    }

    /** @throws UnreadableSourceException when the feed has no entry at all */
    Contents contents(Channel channel, RawText raw) throws UnreadableSourceException {
        if (items.isEmpty() && leftOut.isEmpty()) {
            throw UnreadableSourceException.empty(location + ": is a feed without any entry");
        }
        return new Contents(items, leftOut, channel, raw);
    }
}
