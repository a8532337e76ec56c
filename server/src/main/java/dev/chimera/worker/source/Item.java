package dev.chimera.worker.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be written about: an entry of a feed, or a section of a note.
 *
 * @param source the location of the source that it came from, as the campaign file names it
 * @param title the entry's title, or the nearest heading; empty where there is none
 * @param url where a reader finds it; null for a note
 * @param text plain text, a line per paragraph, at most {@value #MOST_CHARACTERS} characters
 * @param ownNote whether the operator wrote it for this agent, so that its "we" is the agent's own
 * @param published when the feed says that it was published; null where it does not say
 */
public record Item(
        String source,
        String title,
        @Nullable String url,
        String text,
        boolean ownNote,
        @Nullable Instant published) {

    /** More of an article than anybody puts into a post. */
    static final int MOST_CHARACTERS = 6_000;

    private static final int LONGEST_TITLE = 500;

    public Item {
        title = (title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title)
                .strip()
                .replaceAll("\\s+", " ");
        text = text.length() > MOST_CHARACTERS ? beginning(text) : text;
    }

    /** Up to the end of a paragraph or sentence, because half a sentence says something else. */
    private static String beginning(String text) {
        String start = text.substring(0, MOST_CHARACTERS);
        int end = Math.max(start.lastIndexOf('\n'), start.lastIndexOf(". ") + 1);
        return end > MOST_CHARACTERS / 2 ? start.substring(0, end).stripTrailing() : start;
    }
}
