package dev.chimera.campaign;

import org.jspecify.annotations.Nullable;

/**
 * A source as a campaign file names it: {@code feeds/news.xml}, or {@code {from: feeds/news.xml, own: true}}.
 *
 * @param location a path relative to the campaign file, or an http(s) address
 * @param own whether its words are the agent's own; null where the file says nothing of it
 */
public record NamedSource(String location, @Nullable Boolean own) {

    /** One of which the file says only where it is. */
    static NamedSource at(String location) {
        return new NamedSource(location, null);
    }
}
