package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the paragraphs and lists of a note under the headings that they stand under. */
final class Sections {

    /** A section longer than this is more than one thought. */
    private static final int LONG_SECTION = 1_500;

    /** As many as a feed has: more than any campaign can use. */
    private static final int MOST_ITEMS = FeedScanner.MOST_ENTRIES;

    private static final int LONGEST_JOINED = 220;
    private static final int FEW_WORDS = 7;
    private static final int LONGEST_EXCERPT = 120;
    private static final int BELOW_EVERY_LEVEL = 7;
    private static final String CONFIDENTIAL = "what it says is not for the public";
    private static final Pattern SPACE = Pattern.compile("\\s++");

    /** {@code 12 kg leeks}: an amount alone is nothing to be said of it. */
    private static final Pattern AMOUNT = Pattern.compile(
            "(?i)^(?:about |approx\\. |ca\\. )?(?:\\d[\\d.,/½¼¾-]{0,8}|[½¼¾]|an?|one|two|three|four|half an?) ?(?:k?g|mg|m?l|cl|dl|litres?|liters?|oz|ounces?|lbs?|pounds?|cups?|tbsp|tsp|tablespoons?|teaspoons?"
                    + "|pinch(?:es)?|cloves?|sprigs?|bunch(?:es)?|slices?|handfuls?|sticks?|tins?|cans?|pints?)\\b.{0,80}");

    private final String location;
    private final boolean ownNote;
    private final List<Item> items = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Set<String> passedOver = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();
    private final Withheld withheld = new Withheld();
    private String heading = "";
    private boolean hasText;
    private int more;

    Sections(String location, boolean ownNote) {
        this.location = location;
        this.ownNote = ownNote;
    }

    String heading() {
        return heading;
    }

    /** A heading that no other stands under. */
    void heading(String next) {
        heading(next, BELOW_EVERY_LEVEL);
    }

    /** @param level 1 is the highest, as in Markdown */
    void heading(String next, int level) {
        endSection();
        heading = next;
        withheld.heading(next, level);
    }

    void paragraph(String paragraph) {
        String tidy = HtmlText.tidy(PressRelease.withoutDateline(paragraph));
        if (tidy.isEmpty()) {
            return;
        }
        if (withheld.keepsBack(tidy)) {
            passOver(CONFIDENTIAL, tidy);
            return;
        }
        if (text.length() + tidy.length() > LONG_SECTION) {
            cut();
        }
        text.append(text.isEmpty() ? "" : "\n").append(tidy);
    }

    /** A line of a note's head, beside its title: nothing is made of it. */
    void headLine(String line) {
        passOver(withheld.keepsAllBack(line) ? CONFIDENTIAL : "a line of its head", line);
    }

    /**
     * The entries of a list, behind what leads to them. Entries that are nothing but a name or an amount are said together.
     *
     * @param leadIn the line before the list, with its colon; empty where there is none
     */
    void list(String leadIn, List<String> entries) {
        String lead =
                leadIn.endsWith(":") ? leadIn.substring(0, leadIn.length() - 1).strip() : leadIn;
        String together = (leadIn.isEmpty() ? "" : lead + ": ") + String.join(", ", entries);
        boolean bare = !leadIn.isEmpty() && entries.stream().allMatch(Sections::isBare);
        long amounts = entries.stream()
                .filter(entry -> AMOUNT.matcher(entry).matches())
                .count();
        boolean ingredients = entries.size() > 1 && amounts * 5 >= entries.size() * 3L;
        if ((bare || ingredients) && together.length() <= LONGEST_JOINED) {
            paragraph(leadIn.isEmpty() ? together : together + ".");
            return;
        }
        if (lead.isEmpty()) {
            entries.forEach(this::paragraph);
            return;
        }
        if (Confidential.marks(lead)) {
            passOver(CONFIDENTIAL, together);
            return;
        }
        cut();
        String above = heading;
        heading = lead;
        entries.forEach(this::paragraph);
        cut();
        heading = above;
    }

    /** A paragraph, and what a list is that nothing marks as one: lines that were not broken by their width. */
    void lines(List<String> lines) {
        if (lines.size() > 1 && lines.getFirst().endsWith(":")) {
            list(lines.getFirst(), lines.subList(1, lines.size()));
        } else {
            lines.forEach(this::paragraph);
        }
    }

    /** A table, as an item of its own: what is said beside it comes first. */
    void rows(List<List<String>> rows) {
        List<String> head = rows.size() > 1 ? rows.getFirst() : List.of();
        cut();
        rows.stream()
                .skip(head.isEmpty() ? 0 : 1)
                .map(cells -> Rows.said(cells, head))
                .forEach(this::paragraph);
        cut();
    }

    /** A name or two: nothing that is said of anything. */
    private static boolean isBare(String entry) {
        return SPACE.split(entry).length <= FEW_WORDS
                && entry.chars().noneMatch(Character::isDigit)
                && !entry.endsWith(".")
                && entry.indexOf(':') < 0
                && entry.indexOf(',') < 0;
    }

    void passOver(String what) {
        passedOver.add(what);
    }

    /** With so much of it that somebody who misses it finds it. */
    void passOver(String what, String words) {
        String line = HtmlText.tidy(words).replace('\n', ' ');
        passedOver.add(what
                + (line.isEmpty()
                        ? ""
                        : " (\"" + (line.length() > LONGEST_EXCERPT ? line.substring(0, LONGEST_EXCERPT) + "…" : line)
                                + "\")"));
    }

    void cut() {
        if (text.isEmpty()) {
            return;
        }
        if (items.size() < MOST_ITEMS) {
            items.add(new Item(location, heading, null, text.toString(), ownNote, null));
        } else {
            more++;
        }
        text.setLength(0);
        hasText = true;
    }

    private void endSection() {
        cut();
        if (leftOut.size() == MOST_ITEMS) {
            more += passedOver.isEmpty() ? 0 : 1;
        } else if (!passedOver.isEmpty()) {
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
        if (more > 0) {
            leftOut.add(new LeftOut(
                    location,
                    "",
                    "ITEMS_OVER_LIMIT",
                    "has " + more + " more parts than the first " + MOST_ITEMS + ", which are read"));
        }
        return new Contents(items, leftOut, null, raw);
    }
}
