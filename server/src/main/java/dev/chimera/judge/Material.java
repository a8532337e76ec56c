package dev.chimera.judge;

/**
 * What a draft was written from, as RESEARCH picked it.
 *
 * @param url where a reader finds it; empty for a note that has none
 * @param text plain text; at most the first 40,000 characters are looked at
 * @param own whether the agent's operator wrote it: then it is on topic, whatever an embedding thinks
 */
record Material(String title, String url, String text, boolean own) {

    /** Somebody else's. */
    Material(String title, String url, String text) {
        this(title, url, text, false);
    }
}
