package dev.chimera.judge;

/**
 * What a draft was written from, as RESEARCH picked it.
 *
 * @param url where a reader finds it; empty for a note that has none
 * @param text plain text; at most the first 40,000 characters are looked at
 */
record Material(String title, String url, String text) {}
