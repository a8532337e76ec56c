package dev.chimera.judge;

/**
 * A word in its sentence.
 *
 * @param key what it is compared by: a stem, or a number's value
 * @param clause which part of the sentence, between commas and conjunctions, it stands in
 */
record Word(String text, String key, Kind kind, int clause) {

    enum Kind {
        /** {@code 1,750}, {@code 18:00}, {@code 2.4}, {@code twelve}. */
        NUMBER,
        /** A weekday or a month. */
        CALENDAR,
        /** Written with a capital where a sentence does not begin. */
        NAME,
        /** Any other word that says something. */
        CONTENT,
        /** {@code not}, {@code never}, {@code without}. */
        NEGATION,
        /** {@code may}, {@code might}, {@code could}: what follows is not said to be so. */
        MODAL,
        /** A word with which a post turns to its readers. */
        FRAMING,
        /** Articles, pronouns, auxiliary verbs. */
        SMALL
    }

    /** Whether a source has to hold it. */
    boolean claims() {
        return isAnchor() || kind == Kind.CONTENT;
    }

    /** Numbers, dates and names: nothing may stand in for them. */
    boolean isAnchor() {
        return kind == Kind.NUMBER || kind == Kind.CALENDAR || kind == Kind.NAME;
    }
}
