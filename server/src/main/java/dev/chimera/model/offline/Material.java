package dev.chimera.model.offline;

import org.jspecify.annotations.Nullable;

/**
 * Something to write about, and all that may be said about it.
 *
 * @param source the location of the source, as the campaign file names it
 * @param title empty where there is none
 * @param url where a reader finds it; null for a note
 * @param text plain text, a line per paragraph
 * @param ownNote whether it is the agent's own text, so that its "we" is the agent's
 * @param relevance how near it is to the goal, 0 to 1
 */
public record Material(
        String source, String title, @Nullable String url, String text, boolean ownNote, double relevance) {}
