package dev.chimera.worker.source;

/**
 * Which parts of a note its author keeps from the public: paragraphs that are marked, sections whose heading is, and what
 * follows a mark that stands alone, down to the next heading that is no lower than the one above the mark. A mark right above
 * a heading speaks of its section, and one above the first heading of the whole note.
 */
final class Withheld {

    private static final int NOTHING = -1;

    /** Of the heading that is being read under; 0 above the first. */
    private int level;

    /** Of the heading under which everything is withheld. */
    private int from = NOTHING;

    /** Whether the last that was read is a mark. */
    private boolean marked;

    /** @param next 1 is the highest level, as in Markdown */
    void heading(String heading, int next) {
        if (marked) {
            from = Math.min(from, next);
        } else if (next <= from) {
            from = NOTHING;
        }
        level = next;
        if (from == NOTHING && Confidential.marks(heading)) {
            from = next;
            marked = true;
        }
    }

    /** Whether the next paragraph is withheld; a mark that stands alone withholds more than itself. */
    boolean keepsBack(String paragraph) {
        marked = Confidential.isOnlyAMark(paragraph);
        if (marked) {
            from = from == NOTHING ? level : Math.min(from, level);
        }
        return from != NOTHING || Confidential.marks(paragraph);
    }

    /** Of a line that stands above everything else: a mark there speaks of the whole note. */
    boolean keepsAllBack(String line) {
        if (Confidential.marks(line)) {
            from = 0;
        }
        return from == 0;
    }
}
