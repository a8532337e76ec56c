package dev.chimera.worker.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a feed of whatever kind, before it is decided whether it is taken.
 *
 * @param guid what the feed calls it; empty where it says nothing
 * @param title plain text
 * @param text plain text, a line per paragraph; empty where the entry has only a title, or nothing
 */
record Entry(
        String guid,
        String title,
        @Nullable String url,
        String text,
        @Nullable Instant published) {

    /** How it is called when it is left out. */
    String shown() {
        String name = title.isEmpty() ? text : title;
        String line = (name.isEmpty() ? guid : name).replaceAll("\\s+", " ").strip();
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
