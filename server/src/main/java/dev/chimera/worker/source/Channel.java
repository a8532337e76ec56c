package dev.chimera.worker.source;

import java.util.List;

/**
 * Whose feed a feed says that it is.
 *
 * @param location of the source, as the campaign file names it
 * @param title empty where it has none
 * @param authors by name
 * @param site the address of the page that it is the feed of; empty where it says nothing
 */
public record Channel(String location, String title, List<String> authors, String site) {

    public Channel {
        authors = List.copyOf(authors);
    }
}
